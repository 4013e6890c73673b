// Deployments over HTTP: documents, changes by name and by id, and runs with merged and checked parameters.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_REFERENCE, createFlow, startTestServer, type Reply, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const SCHEMA = {
  type: 'object',
  properties: { x: { type: 'integer' }, y: { type: 'string' } },
  required: ['x', 'y'],
};

interface Made {
  readonly id: string;
  readonly flowName: string;
  readonly flowId: string;
}

async function made(rest: Record<string, unknown> = {}): Promise<Made> {
  const flowName = `flow-${randomUUID()}`;
  const flowId = await createFlow(server, flowName);
  const reply = await server.post('/api/deployments/', { name: 'daily', flow_id: flowId, ...rest });
  expect(reply.status).toBe(201);
  return { id: reply.body.id, flowName, flowId };
}

const run = (id: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> =>
  server.post(`/api/deployments/${id}/create_flow_run`, body, headers);

describe('a deployment as a document', () => {
  it('is created, read by id and by name, and answers every field', async () => {
    const { id, flowName, flowId } = await made({ parameters: { x: 1 }, tags: ['a'], version: '2' });
    const byId = await server.get(`/api/deployments/${id}`);
    expect(byId.body).toMatchObject({
      id,
      name: 'daily',
      flow_id: flowId,
      paused: false,
      parameters: { x: 1 },
      tags: ['a'],
      version: '2',
      schedules: [],
      job_variables: {},
      labels: { 'prefect.flow.id': flowId },
      enforce_parameter_schema: true,
      status: 'NOT_READY',
      description: null,
      work_pool_name: null,
    });
    expect((await server.get(`/api/deployments/name/${flowName}/daily`)).body).toEqual(byId.body);
    const missing = await server.get(`/api/deployments/name/${flowName}/never`, { headers: AS_REFERENCE });
    expect([missing.status, missing.body]).toEqual([404, { detail: 'Deployment not found' }]);
  });

  it('is changed by a second create of its name: what is given, and it keeps its id', async () => {
    const { id, flowId } = await made({ parameters: { x: 1 }, tags: ['a'], paused: true });
    const again = await server.post('/api/deployments/', { name: 'daily', flow_id: flowId, description: 'new' });
    expect([again.status, again.body]).toMatchObject([
      200,
      { id, description: 'new', parameters: { x: 1 }, tags: ['a'], paused: true },
    ]);
  });

  it('refuses an unknown flow, a name with a slash, and an unknown field', async () => {
    const body = { name: 'n', flow_id: randomUUID() };
    expect((await server.post('/api/deployments/', body)).body).toMatchObject({ status: 404, code: 'flow-not-found' });
    expect((await server.post('/api/deployments/', body, AS_REFERENCE)).status).toBe(409);
    const flowId = await createFlow(server);
    for (const [wrong, path] of [
      [{ name: 'a/b' }, 'name'],
      [{ name: 'a', colour: 1 }, 'colour'],
    ] as const) {
      const reply = await server.post('/api/deployments/', { flow_id: flowId, ...wrong });
      expect([reply.status, reply.body.errors[0]?.path]).toEqual([422, path]);
    }
  });

  it('is listed, counted, changed, paused, resumed and deleted with what it owns', async () => {
    const { id, flowName } = await made({ parameter_openapi_schema: SCHEMA });
    const flows = { name: { any_: [flowName] } };
    const list = async (body: object) => (await server.post('/api/deployments/filter', body)).list.map((row) => row.id);
    expect(await list({ flows })).toEqual([id]);
    expect(await list({ deployments: { id: { any_: [id] } }, sort: null })).toEqual([id]);
    expect((await server.post('/api/deployments/count', { flows })).body).toBe(1);
    const patch = (body: object, headers = {}) =>
      server.call('PATCH', `/api/deployments/${id}`, { body, headers }).then(({ status, body: document }) => ({
        status,
        document,
      }));
    expect((await patch({ parameters: { x: 2 }, description: 'd' })).status).toBe(204);
    expect((await patch({ parameters: { x: 'bad' } })).document).toMatchObject({
      status: 422,
      code: 'parameters-invalid',
      errors: [{ path: 'x' }],
    });
    expect(await patch({ parameters: { x: 'bad' } }, AS_REFERENCE)).toEqual({
      status: 409,
      document: {
        detail:
          "Error updating deployment: Validation failed for field 'x'. Failure reason: 'bad' is not of type 'integer'",
      },
    });
    const paused = async () =>
      ((await server.get(`/api/deployments/${id}`)).body as unknown as { paused: boolean }).paused;
    expect((await server.post(`/api/deployments/${id}/pause_deployment`)).text).toBe('null');
    expect(await paused()).toBe(true);
    await server.post(`/api/deployments/${id}/resume_deployment`);
    expect(await paused()).toBe(false);
    const automation = await server.post('/api/automations/', {
      name: 'owned',
      trigger: { posture: 'Reactive' },
      actions: [],
      owner_resource: `prefect.deployment.${id}`,
    });
    expect((await server.call('DELETE', `/api/deployments/${id}`)).status).toBe(204);
    expect((await server.get(`/api/automations/${automation.body.id}`)).status).toBe(404);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/pause_deployment'],
      ['POST', '/create_flow_run'],
    ] as const) {
      expect((await server.call(method, `/api/deployments/${id}${path}`)).status).toBe(404);
    }
  });
});

describe('deployments in bulk', () => {
  it('are listed by pages, and narrowed by tags, pools, names and runs', async () => {
    const mark = `m-${randomUUID().slice(0, 8)}`;
    await server.post('/api/work_pools/', { name: mark });
    const a = await made({ tags: [mark, `${mark}-a`] });
    const b = await made({ tags: [mark, 'b'], work_pool_name: mark });
    const c = await made();
    const started = await run(a.id);
    const page = await server.post('/api/deployments/paginate', {
      deployments: { tags: { all_: [mark] } },
      sort: 'CREATED_DESC',
      limit: 1,
      page: 2,
    });
    expect(page.body).toMatchObject({ results: [{ id: a.id }], count: 2, limit: 1, pages: 2, page: 2 });
    const ids = async (body: object) =>
      (await server.post('/api/deployments/filter', body)).list.map(({ id }) => id).sort();
    expect(await ids({ deployments: { tags: { any_: [`${mark}-a`, mark] } } })).toEqual([a.id, b.id].sort());
    expect(await ids({ deployments: { tags: { is_null_: true } }, flows: { id: { any_: [c.flowId] } } })).toEqual([
      c.id,
    ]);
    expect(await ids({ work_pools: { name: { any_: [mark] } } })).toEqual([b.id]);
    expect(await ids({ work_pools: { name: { any_: [mark] } }, work_pool_queues: { name: { any_: ['x'] } } })).toEqual(
      [],
    );
    expect(await ids({ deployments: { flow_or_deployment_name: { like_: a.flowName.slice(2) } } })).toEqual([a.id]);
    expect(await ids({ flow_runs: { id: { any_: [started.body.id] } } })).toEqual([a.id]);
    const runs = async (body: object) => (await server.post('/api/flow_runs/filter', body)).list.map(({ id }) => id);
    expect(await runs({ deployments: { tags: { all_: [mark] } } })).toEqual([started.body.id]);
    const pooled = (await run(b.id)).body.id;
    expect(await runs({ work_pools: { name: { any_: [mark] } } })).toEqual([pooled]);
    expect(
      await runs({ work_pool_queues: { name: { any_: ['default'] } }, deployments: { id: { any_: [b.id] } } }),
    ).toEqual([pooled]);
    const flows = await server.post('/api/flows/filter', { deployments: { tags: { all_: [mark, 'b'] } } });
    expect(flows.list.map(({ id }) => id)).toEqual([b.flowId]);
  });

  it('are deleted with what they own, and so are those of flows that are deleted', async () => {
    const tag = randomUUID();
    const [a, b, c] = [await made({ tags: [tag] }), await made({ tags: [tag] }), await made()];
    const automation = await server.post('/api/automations/', {
      name: 'owned',
      trigger: { posture: 'Reactive' },
      actions: [],
      owner_resource: `prefect.deployment.${c.id}`,
    });
    const deleted = await server.post('/api/deployments/bulk_delete', { deployments: { tags: { all_: [tag] } } });
    expect([...deleted.body.deleted].sort()).toEqual([a.id, b.id].sort());
    const flows = await server.post('/api/flows/bulk_delete', { flows: { id: { any_: [c.flowId, a.flowId] } } });
    expect([...flows.body.deleted].sort()).toEqual([a.flowId, c.flowId].sort());
    expect((await server.get(`/api/deployments/${c.id}`)).status).toBe(404);
    expect((await server.get(`/api/automations/${automation.body.id}`)).status).toBe(404);
    expect((await server.get(`/api/flows/${b.flowId}`)).status).toBe(200);
  });

  it('start many runs by one request, each made or refused by itself', async () => {
    const { id } = await made({ parameter_openapi_schema: SCHEMA });
    const bodies = [
      { parameters: { x: 1, y: 'a' } },
      { parameters: { x: 'bad', y: 'a' } },
      { parameters: { x: 2, y: 'b' } },
    ];
    const reply = await server.post(`/api/deployments/${id}/create_flow_run/bulk`, bodies);
    expect([reply.status, reply.body.results]).toMatchObject([
      200,
      [
        { status: 'CREATED', error: null },
        { flow_run_id: null, status: 'FAILED', error: expect.stringContaining("'bad' is not of type") as string },
        { status: 'CREATED', error: null },
      ],
    ]);
    const count = await server.post('/api/flow_runs/count', { flow_runs: { deployment_id: { any_: [id] } } });
    expect(count.body).toBe(2);
    const many = await server.post(`/api/deployments/${id}/create_flow_run/bulk`, Array(101).fill({}));
    expect(many.status).toBe(422);
    expect((await server.post(`/api/deployments/${randomUUID()}/create_flow_run/bulk`, [])).status).toBe(404);
  });
});

describe('a run of a deployment', () => {
  it("has the deployment's parameters under the caller's, and its tags", async () => {
    const { id, flowId } = await made({ parameters: { x: 1, y: 'a' }, tags: ['d'], parameter_openapi_schema: SCHEMA });
    const body = { parameters: { y: 'b' }, tags: ['c', 'd'], idempotency_key: randomUUID() };
    const reply = await run(id, body);
    expect([reply.status, reply.body]).toMatchObject([
      201,
      {
        deployment_id: id,
        flow_id: flowId,
        parameters: { x: 1, y: 'b' },
        tags: ['d', 'c'],
        state_type: 'SCHEDULED',
        labels: { 'prefect.deployment.id': id },
      },
    ]);
    const again = await run(id, { ...body, parameters: { y: 'other' } });
    expect([again.status, again.body.id]).toEqual([200, reply.body.id]);
  });

  it('is not made when its parameters do not fit', async () => {
    const { id } = await made({ parameter_openapi_schema: SCHEMA });
    const own = await run(id, { parameters: { x: 'bad', y: 'a' } });
    expect(own.body).toMatchObject({
      status: 422,
      code: 'parameters-invalid',
      errors: [{ path: 'x', message: "'bad' is not of type 'integer'" }],
    });
    const reference = await run(id, { parameters: { x: 'bad', y: 'a' } }, AS_REFERENCE);
    expect([reference.status, reference.body]).toEqual([
      409,
      {
        detail:
          "Error creating flow run: Validation failed for field 'x'. Failure reason: 'bad' is not of type 'integer'",
      },
    ]);
    expect((await run(id, { parameters: { x: 1 } })).body.errors).toEqual([
      { path: 'y', message: "'y' is a required property" },
    ]);
    expect((await run(id, { parameters: { x: 'bad' }, enforce_parameter_schema: false })).status).toBe(201);
    const runs = await server.post('/api/flow_runs/count', { flow_runs: { deployment_id: { any_: [id] } } });
    expect(runs.body).toBe(1);
  });

  it('fills in parameters that say where their value comes from', async () => {
    const { id } = await made();
    const name = `w_${randomUUID().replaceAll('-', '_')}`;
    await server.post('/api/variables/', { name, value: [1] });
    const parameters = {
      json: { __prefect_kind: 'json', value: '7' },
      text: { __prefect_kind: 'jinja', template: 'a{{ 1 + 1 }}' },
      variable: { __prefect_kind: 'workspace_variable', variable_name: name },
      plain: '{{ event }}',
    };
    const reply = await run(id, { parameters });
    expect(reply.body).toMatchObject({ parameters: { json: 7, text: 'a2', variable: [1], plain: '{{ event }}' } });
    const unknown = { v: { __prefect_kind: 'workspace_variable', variable_name: 'nowhere' } };
    const refused = await run(id, { parameters: unknown });
    expect(refused.body).toMatchObject({
      status: 422,
      detail: expect.stringContaining("'nowhere' not found") as string,
    });
  });
});

describe('the check of work queues', () => {
  it('lists the queues that could take the runs of a deployment, the most urgent first', async () => {
    const pool = `pool-${randomUUID()}`;
    const { id } = await made();
    const check = () => server.get(`/api/deployments/${id}/work_queue_check`);
    expect((await check()).list).toEqual([]);
    await server.post('/api/work_pools/', { name: pool });
    await server.post(`/api/work_pools/${pool}/queues`, { name: 'urgent', priority: 1 });
    await server.call('PATCH', `/api/deployments/${id}`, { body: { work_pool_name: pool, work_queue_name: 'urgent' } });
    const reply = await check();
    expect(reply.status).toBe(200);
    expect(reply.list).toMatchObject([
      { name: 'urgent', priority: 1, work_pool_name: pool, is_paused: false, status: 'NOT_READY' },
      { name: 'default', work_pool_name: pool },
    ]);
    expect((await server.get(`/api/deployments/${randomUUID()}/work_queue_check`)).status).toBe(404);
  });
});
