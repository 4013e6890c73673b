// Task runs over HTTP, as the reference's clients make them for subflows and everybody reads them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_REFERENCE, createRun, startTestServer, type TestServer } from './server.js';

let server: TestServer;
let flowRunId: string;
beforeAll(async () => {
  server = await startTestServer();
  flowRunId = await createRun(server);
  await server.post(`/api/flow_runs/${flowRunId}/set_state`, { state: { type: 'RUNNING' } });
});
afterAll(() => server.close());

const create = (dynamicKey: string, rest: Record<string, unknown> = {}) =>
  server.post('/api/task_runs/', { flow_run_id: flowRunId, task_key: 'child', dynamic_key: dynamicKey, ...rest });

/** They grow with the clock. */
const ESTIMATES = {
  estimated_run_time: expect.any(Number) as unknown,
  estimated_start_time_delta: expect.any(Number) as unknown,
};

const KEYS =
  `id created updated name flow_run_id task_key dynamic_key cache_key cache_expiration task_version empirical_policy tags
labels state_id task_inputs state_type state_name run_count flow_run_run_count expected_start_time next_scheduled_start_time start_time
end_time total_run_time estimated_run_time estimated_start_time_delta state`.split(/\s+/);

describe('task runs', () => {
  it('creates one once for its keys, with every key of the reference', async () => {
    const created = await create('0', {
      name: 'child-0',
      task_inputs: { x: [{ input_type: 'constant', type: 'int' }] },
      state: { type: 'PENDING' },
    });
    expect(created.status).toBe(201);
    expect(Object.keys(created.body)).toEqual(expect.arrayContaining(KEYS));
    expect(created.body).toMatchObject({
      name: 'child-0',
      flow_run_id: flowRunId,
      state_type: 'PENDING',
      task_inputs: { x: [{ input_type: 'constant', type: 'int' }] },
      state: { state_details: { flow_run_id: flowRunId, task_run_id: created.body.id } },
    });
    const again = await create('0', { name: 'other' });
    expect([again.status, again.body.id]).toEqual([200, created.body.id]);
    expect((await server.get(`/api/task_runs/${created.body.id}`)).body).toEqual({
      ...created.body,
      ...ESTIMATES,
    });
  });

  it('takes states and gives their history', async () => {
    const { id } = (await create('states')).body;
    const running = await server.post(`/api/task_runs/${id}/set_state`, { state: { type: 'RUNNING' } });
    expect([running.status, running.body.status]).toEqual([201, 'ACCEPT']);
    const states = (await server.get(`/api/task_run_states/?task_run_id=${id}`)).list;
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING']);
    expect((await server.get(`/api/task_run_states/${states[0]!.id}`)).body).toEqual(states[0]);
    expect((await server.get('/api/task_run_states/')).status).toBe(422);
    expect((await server.get(`/api/task_run_states/${randomUUID()}`)).body.code).toBe('not-found');
  });

  it('stand in the timeline of their run with their states, a subflow with those of its own run', async () => {
    const parent = await createRun(server);
    await server.post(`/api/flow_runs/${parent}/set_state`, { state: { type: 'RUNNING' } });
    const call = (task_key: string, state: object) =>
      server.post('/api/task_runs/', { flow_run_id: parent, task_key, name: task_key, dynamic_key: '0', state });
    const task = (await call('count', { type: 'PENDING' })).body.id;
    for (const [type, name] of [
      ['RUNNING', 'Running'],
      ['SCHEDULED', 'AwaitingRetry'],
      ['RUNNING', 'Retrying'],
    ]) {
      await server.post(`/api/task_runs/${task}/set_state`, { state: { type, name }, force: true });
    }
    const link = (await call('flow:child', { type: 'RUNNING' })).body.id;
    const child = await createRun(server, { name: 'the-child', parent_task_run_id: link });
    const { status, body } = await server.get(`/api/flow_runs/${parent}/timeline`);
    expect(status).toBe(200);
    const named = (names: string[]) => names.map((name) => expect.objectContaining({ name }) as unknown);
    expect(body).toEqual({
      count: 2,
      rows: expect.arrayContaining([
        {
          task_run_id: task,
          name: 'count',
          run_count: expect.any(Number) as unknown,
          flow_run_id: null,
          flow_run_name: null,
          states: named(['Pending', 'Running', 'AwaitingRetry', 'Retrying']),
        },
        expect.objectContaining({
          task_run_id: link,
          flow_run_id: child,
          flow_run_name: 'the-child',
          states: named(['Pending']),
        }),
      ]) as unknown,
    });
    expect((await server.get(`/api/flow_runs/${randomUUID()}/timeline`)).body.code).toBe('flow-run-not-found');
  });

  it('lists, counts, pages, renames and deletes', async () => {
    const tag = randomUUID();
    const ids: string[] = [];
    for (const key of ['l1', 'l2']) ids.push((await create(key, { name: `list-${key}`, tags: [tag] })).body.id);
    const task_runs = { tags: { all_: [tag] } };
    const list = await server.post('/api/task_runs/filter', { task_runs, sort: 'NAME_DESC' });
    expect(list.list.map(({ id }) => id)).toEqual([...ids].reverse());
    expect((await server.post('/api/task_runs/count', { task_runs })).body).toBe(2);
    expect((await server.post('/api/task_runs/paginate', { task_runs, limit: 1 })).body).toMatchObject({ pages: 2 });
    const end = new Date(Date.now() + 60_000).toISOString();
    const start = new Date(Date.now() - 60_000).toISOString();
    const history = { task_runs, history_start: start, history_end: end, history_interval_seconds: 120 };
    expect((await server.post('/api/task_runs/history', history)).status).toBe(200);
    const path = `/api/task_runs/${ids[0]!}`;
    expect((await server.call('PATCH', path, { body: { name: 'renamed' } })).status).toBe(204);
    expect((await server.get(path)).body.name).toBe('renamed');
    expect((await server.call('DELETE', path)).status).toBe(204);
    expect((await server.get(path)).status).toBe(404);
  });

  it('refuses what does not fit, and has none that is not there', async () => {
    const missing = await server.post('/api/task_runs/', { flow_run_id: flowRunId });
    expect(missing.body.errors.map(({ path }) => path)).toEqual(['task_key', 'dynamic_key']);
    const kind = await create('k', { task_inputs: { x: [{ input_type: 'magic' }] } });
    expect([kind.status, kind.body.errors[0]?.path]).toEqual([422, 'task_inputs.x[0].input_type']);
    const criterion = await server.post('/api/task_runs/filter', { task_runs: { id: { not: [] } } });
    expect(criterion.body.errors[0]?.path).toBe('task_runs.id.not');
    const id = randomUUID();
    const calls: [string, string, string, unknown?][] = [
      ['GET', '', 'Task not found'],
      ['DELETE', '', 'Task not found'],
      ['PATCH', '', 'Task run not found', { name: 'x' }],
    ];
    for (const [method, path, sentence, body] of calls) {
      const own = await server.call(method, `/api/task_runs/${id}${path}`, { body });
      expect([method, own.status, own.body.code]).toEqual([method, 404, 'not-found']);
      const reference = await server.call(method, `/api/task_runs/${id}${path}`, { body, headers: AS_REFERENCE });
      expect([method, reference.body]).toEqual([method, { detail: sentence }]);
    }
  });
});
