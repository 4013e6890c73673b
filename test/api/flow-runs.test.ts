// Flow runs over HTTP: documents as the reference gives them, for runs that are only recorded (no worker serves them).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_REFERENCE, createFlow, createRun, setState, startTestServer, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** They grow with the clock. */
const ESTIMATES = {
  estimated_run_time: expect.any(Number) as unknown,
  estimated_start_time_delta: expect.any(Number) as unknown,
};

const KEYS =
  `id created updated name flow_id state_id deployment_id deployment_version work_queue_id work_queue_name flow_version
parameters idempotency_key context empirical_policy tags labels parent_task_run_id state_type state_name run_count expected_start_time
next_scheduled_start_time start_time end_time total_run_time estimated_run_time estimated_start_time_delta auto_scheduled
infrastructure_document_id infrastructure_pid created_by work_pool_id work_pool_name state job_variables`.split(/\s+/);

const STATE_DETAIL_KEYS =
  `flow_run_id task_run_id child_flow_run_id scheduled_time cache_key cache_expiration deferred untrackable_result
pause_timeout pause_reschedule pause_key run_input_keyset refresh_cache retriable transition_id task_parameters_id traceparent
deployment_concurrency_lease_id`.split(/\s+/);

describe('creating and reading', () => {
  it('creates a pending run with a name of its own and every key of the reference', async () => {
    const flowId = await createFlow(server);
    const reply = await server.post('/api/flow_runs/', {
      flow_id: flowId,
      name: null,
      parameters: { x: [1, null] },
      tags: ['t'],
      empirical_policy: { retries: 2, retry_delay: 1.5 },
      state: { type: 'PENDING', name: null, message: null, data: null, state_details: { transition_id: randomUUID() } },
    });
    expect(reply.status).toBe(201);
    const run = reply.body;
    expect(Object.keys(run)).toEqual(expect.arrayContaining(KEYS));
    expect(run).toMatchObject({
      flow_id: flowId,
      name: expect.stringMatching(/^[a-z]+-[a-z]+$/) as unknown,
      state_type: 'PENDING',
      state_name: 'Pending',
      run_count: 0,
      parameters: { x: [1, null] },
      tags: ['t'],
      empirical_policy: { retries: 2, retry_delay: 1.5, pause_keys: [], resuming: false },
      start_time: null,
      deployment_id: null,
      created_by: null,
    });
    expect(run.labels['prefect.flow.id']).toBe(flowId);
    expect(Object.keys(run.state).sort()).toEqual(
      ['id', 'type', 'name', 'timestamp', 'message', 'data', 'state_details'].sort(),
    );
    expect(Object.keys(run.state.state_details).sort()).toEqual([...STATE_DETAIL_KEYS].sort());
    expect(run.state.state_details.flow_run_id).toBe(run.id);
    expect((await server.get(`/api/flow_runs/${run.id}`)).body).toEqual({ ...run, ...ESTIMATES });
  });

  it('answers the earlier run for the same idempotency key', async () => {
    const body = { flow_id: await createFlow(server), idempotency_key: randomUUID() };
    const first = await server.post('/api/flow_runs/', body);
    const second = await server.post('/api/flow_runs/', body);
    expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id]);
  });

  it.each([
    [{}, 'flow_id', /is missing; expected a UUID|is missing; expected a string/],
    [{ flow_id: 'x' }, 'flow_id', /expected a UUID, found 'x'/],
    [{ flow_id: randomUUID(), extra: 1 }, 'extra', /is not a field/],
    [{ flow_id: randomUUID(), parameters: [] }, 'parameters', /expected an object, found a list/],
    [{ flow_id: randomUUID(), state: { type: 'DONE' } }, 'state.type', /expected one of 'SCHEDULED', .* found 'DONE'/],
    [{ flow_id: randomUUID(), state: { type: 'PENDING', id: 'x' } }, 'state.id', /is not a field/],
    [
      { flow_id: randomUUID(), state: { type: 'SCHEDULED', state_details: { scheduled_time: 'soon' } } },
      'state.state_details.scheduled_time',
      /expected an ISO 8601 instant, found 'soon'/,
    ],
  ])('refuses %j', async (body, path, message) => {
    const reply = await server.post('/api/flow_runs/', body);
    expect([reply.status, reply.body.code]).toEqual([422, 'request-invalid']);
    expect(reply.body.errors).toEqual([{ path, message: expect.stringMatching(message) as unknown }]);
  });

  it('refuses a run of a flow there is not', async () => {
    const reply = await server.post('/api/flow_runs/', { flow_id: randomUUID() });
    expect(reply.body.code).toMatch(/^(flow-not-found|conflict)$/);
    const reference = await server.post('/api/flow_runs/', { flow_id: randomUUID() }, AS_REFERENCE);
    expect([404, 409]).toContain(reference.status);
    expect(reference.body.detail).toEqual(expect.any(String));
  });

  it('answers an unknown run with 404 at each address of a run, in both shapes', async () => {
    const id = randomUUID();
    const calls: [string, string, unknown?][] = [
      ['GET', ''],
      ['PATCH', '', {}],
      ['DELETE', ''],
      ['PATCH', '/labels', {}],
      ['POST', '/set_state', { state: { type: 'RUNNING' } }],
      ['POST', '/resume'],
      ['POST', '/suspend'],
      ['POST', '/cancel'],
      ['POST', '/retry'],
      ['GET', '/pause'],
      ['GET', '/decisions'],
      ['GET', '/result'],
    ];
    for (const [method, path, body] of calls) {
      const reply = await server.call(method, `/api/flow_runs/${id}${path}`, { body });
      expect([method, path, reply.status, reply.body.code]).toEqual([method, path, 404, 'flow-run-not-found']);
    }
    const read = await server.get(`/api/flow_runs/${id}`, { headers: AS_REFERENCE });
    expect(read.body).toEqual({ detail: 'Flow run not found' });
    const set = await server.post(`/api/flow_runs/${id}/set_state`, { state: { type: 'RUNNING' } }, AS_REFERENCE);
    expect([set.status, set.body]).toEqual([404, { exception_message: `Flow run with id ${id} not found` }]);
    const labels = await server.call('PATCH', `/api/flow_runs/${id}/labels`, { body: {}, headers: AS_REFERENCE });
    expect([labels.status, labels.body]).toEqual([404, { exception_message: `Flow run with id ${id} not found` }]);
    const resume = await server.post(`/api/flow_runs/${id}/resume`, undefined, AS_REFERENCE);
    expect([resume.status, resume.body]).toEqual([404, { detail: 'Flow run not found' }]);
  });
});

describe('changing', () => {
  it('changes only the given fields, adds labels, and deletes', async () => {
    const id = await createRun(server, { tags: ['old'], labels: { a: '1' } });
    expect((await server.call('PATCH', `/api/flow_runs/${id}`, { body: { name: 'renamed' } })).status).toBe(204);
    expect((await server.call('PATCH', `/api/flow_runs/${id}/labels`, { body: { b: 2 } })).status).toBe(204);
    const run = (await server.get(`/api/flow_runs/${id}`)).body;
    expect(run).toMatchObject({ name: 'renamed', tags: ['old'], labels: { a: '1', b: 2 } });
    expect((await server.call('PATCH', `/api/flow_runs/${id}`, { body: { nam: 1 } })).body.errors[0]?.path).toBe('nam');
    expect((await server.call('DELETE', `/api/flow_runs/${id}`)).status).toBe(204);
    expect((await server.get(`/api/flow_runs/${id}`)).status).toBe(404);
  });

  it('answers a proposed state as an orchestration result: 201 written, 200 not', async () => {
    const id = await createRun(server);
    const running = await setState(server, id, { type: 'RUNNING' });
    expect(running.status).toBe(201);
    expect(running.body).toMatchObject({
      status: 'ACCEPT',
      details: { type: 'accept_details' },
      state: { type: 'RUNNING', name: 'Running', state_details: { flow_run_id: id } },
    });
    await setState(server, id, { type: 'COMPLETED' });
    const late = await setState(server, id, { type: 'CANCELLING' });
    expect(late.status).toBe(200);
    expect(late.body).toMatchObject({
      status: 'ABORT',
      details: { type: 'abort_details', reason: 'Run is already in terminal state COMPLETED.' },
    });
    const states = (await server.get(`/api/flow_run_states/?flow_run_id=${id}`)).list;
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING', 'COMPLETED']);
    expect((await server.get(`/api/flow_run_states/${states[1]!.id}`)).body).toEqual(states[1]);
  });

  it('refuses a proposal without a state, and a state history without a run', async () => {
    const id = await createRun(server);
    const reply = await server.post(`/api/flow_runs/${id}/set_state`, {});
    expect([reply.status, reply.body.errors[0]?.path]).toEqual([422, 'state']);
    const history = await server.get('/api/flow_run_states/');
    expect([history.status, history.body.errors]).toEqual([
      422,
      [{ path: 'query.flow_run_id', message: expect.stringMatching(/^is missing/) as unknown }],
    ]);
    const reference = await server.get('/api/flow_run_states/', { headers: AS_REFERENCE });
    expect(reference.body.exception_detail).toMatchObject([{ type: 'missing', loc: ['query', 'flow_run_id'] }]);
    expect((await server.get(`/api/flow_run_states/?flow_run_id=${randomUUID()}`)).body).toEqual([]);
    expect((await server.get(`/api/flow_run_states/${randomUUID()}`)).body.code).toBe('not-found');
  });

  it('cancels, and says why it cannot', async () => {
    const scheduled = await createRun(server, { state: { type: 'SCHEDULED' } });
    const cancelled = await server.post(`/api/flow_runs/${scheduled}/cancel`);
    expect([cancelled.status, cancelled.body.state.type]).toEqual([200, 'CANCELLED']);
    const again = await server.post(`/api/flow_runs/${scheduled}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'flow-run-finished']);
    expect(again.body.detail).toMatch(/CANCELLED/);
  });

  it('changes and deletes in bulk', async () => {
    const flowId = await createFlow(server);
    const ids = [await createRun(server, { flow_id: flowId }), await createRun(server, { flow_id: flowId })];
    const flow_runs = { id: { any_: ids } };
    const set = await server.post('/api/flow_runs/bulk_set_state', { flow_runs, state: { type: 'RUNNING' } });
    expect(set.status).toBe(200);
    const results = set.body.results;
    expect(results.map(({ flow_run_id }) => flow_run_id).sort()).toEqual([...ids].sort());
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['ACCEPT']));
    const tooMany = await server.post('/api/flow_runs/bulk_delete', { flow_runs, limit: 51 });
    expect([tooMany.status, tooMany.body.errors[0]?.path]).toEqual([422, 'limit']);
    const deleted = (await server.post('/api/flow_runs/bulk_delete', { flow_runs })).body.deleted;
    expect([...deleted].sort()).toEqual([...ids].sort());
  });
});

describe('lists', () => {
  it('filters, sorts, counts and pages', async () => {
    const flowId = await createFlow(server);
    const a = await createRun(server, { flow_id: flowId, name: 'a-run', tags: ['x', 'y'] });
    const b = await createRun(server, { flow_id: flowId, name: 'b-run', tags: ['x'] });
    await setState(server, b, { type: 'RUNNING' });
    const flows = { id: { any_: [flowId] } };
    const ids = async (body: Record<string, unknown>) =>
      (await server.post('/api/flow_runs/filter', { flows, ...body })).list.map(({ id }) => id);
    expect(await ids({ sort: 'NAME_ASC' })).toEqual([a, b]);
    expect(await ids({ sort: 'NAME_DESC', limit: 1 })).toEqual([b]);
    expect(await ids({ flow_runs: { operator: 'and_', tags: { all_: ['x', 'y'] }, id: null } })).toEqual([a]);
    expect(await ids({ flow_runs: { state: { type: { any_: ['RUNNING'] } } } })).toEqual([b]);
    expect(await ids({ flow_runs: { name: { any_: [] } } })).toEqual([]);
    expect((await server.post('/api/flow_runs/count', { flows })).body).toBe(2);
    const page = (await server.post('/api/flow_runs/paginate', { flows, sort: 'NAME_ASC', limit: 1, page: 2 })).body;
    expect(page).toMatchObject({ count: 2, pages: 2, page: 2, limit: 1, results: [{ id: b }] });
    const badPage = await server.post('/api/flow_runs/paginate', { page: 0 });
    expect(badPage.body.errors[0]).toEqual({ path: 'page', message: 'expected at least 1, found 0' });
  });

  it('gives the history by intervals, and the lateness', async () => {
    const flowId = await createFlow(server);
    await createRun(server, { flow_id: flowId });
    const flows = { id: { any_: [flowId] } };
    const [start, end] = [new Date(Date.now() - 60_000).toISOString(), new Date(Date.now() + 60_000).toISOString()];
    const body = { flows, history_start: start, history_end: end, history_interval_seconds: 120 };
    const history = await server.post('/api/flow_runs/history', body);
    expect(history.status).toBe(200);
    const rows = history.list;
    expect(rows.flatMap(({ states }) => states).reduce((sum, { count_runs }) => sum + count_runs, 0)).toBe(1);
    const tooShort = await server.post(
      '/api/flow_runs/history',
      { ...body, history_interval_seconds: 0.5 },
      AS_REFERENCE,
    );
    expect([tooShort.status, tooShort.body]).toEqual([
      422,
      { detail: 'History interval must not be less than 1 second.' },
    ]);
    expect((await server.post('/api/flow_runs/history', {})).body.errors.length).toBe(3);
    expect((await server.post('/api/flow_runs/lateness', { flows })).status).toBe(200);
  });
});
