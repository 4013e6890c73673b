// Flows and log lines over HTTP: documents as the reference gives them, and what is refused.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_REFERENCE, createFlow, createRun, startTestServer, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as unknown;
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown;

describe('flows', () => {
  it('creates a flow once, and answers it again by its name with and without a slash', async () => {
    const name = `orders ${randomUUID()}`;
    const created = await server.post('/api/flows/', { name, tags: ['a'], labels: { team: 'x' } });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: UUID,
      created: INSTANT,
      updated: INSTANT,
      name,
      tags: ['a'],
      labels: expect.objectContaining({ team: 'x' }) as unknown,
    });
    const again = await server.post('/api/flows', { name, tags: ['b'] });
    expect([again.status, again.body]).toEqual([200, created.body]);
    const id = created.body.id;
    expect((await server.get(`/api/flows/${id}`)).body).toEqual(created.body);
    expect((await server.get(`/api/flows/${id.toUpperCase()}/`)).body).toEqual(created.body);
    expect((await server.get(`/api/flows/name/${encodeURIComponent(name)}`)).body).toEqual(created.body);
  });

  it('filters, counts and pages', async () => {
    const prefix = `list-${randomUUID()}`;
    for (const letter of ['b', 'a', 'c']) await createFlow(server, `${prefix}-${letter}`);
    const flows = { name: { like_: prefix } };
    const names = async (body: Record<string, unknown>) =>
      (await server.post('/api/flows/filter', body)).list.map(({ name }) => name.slice(-1));
    expect(await names({ flows })).toEqual(['a', 'b', 'c']);
    expect(await names({ flows, sort: 'NAME_DESC', limit: 2, offset: 1 })).toEqual(['b', 'a']);
    expect(await names({ flows, sort: null, limit: null, offset: null, unknown_part: 1 })).toEqual(['a', 'b', 'c']);
    expect(await names({ flows, limit: 0 })).toEqual([]);
    expect((await server.post('/api/flows/count', { flows })).body).toBe(3);
    const page = (await server.post('/api/flows/paginate', { flows, limit: 2, page: 2 })).body;
    expect(page).toMatchObject({ count: 3, limit: 2, pages: 2, page: 2, results: [{ name: `${prefix}-c` }] });
  });

  it('lists all flows when there is no body', async () => {
    const reply = await server.call('POST', '/api/flows/filter');
    expect(reply.status).toBe(200);
    expect(reply.body).toBeInstanceOf(Array);
  });

  it('changes tags and labels, and deletes', async () => {
    const id = await createFlow(server);
    const change = await server.call('PATCH', `/api/flows/${id}`, { body: { tags: ['new'] } });
    expect([change.status, change.text]).toEqual([204, '']);
    expect((await server.get(`/api/flows/${id}`)).body.tags).toEqual(['new']);
    expect((await server.call('DELETE', `/api/flows/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      const reply = await server.call(method, `/api/flows/${id}`);
      expect([reply.status, reply.body.code]).toEqual([404, 'flow-not-found']);
    }
    const reference = await server.get(`/api/flows/${id}`, { headers: AS_REFERENCE });
    expect([reference.status, reference.body]).toEqual([404, { detail: 'Flow not found' }]);
  });

  it.each([
    [{}, [{ path: 'name', message: 'is missing; expected a string' }]],
    [{ name: 5 }, [{ path: 'name', message: 'expected a string, found 5' }]],
    [{ name: 'a/b' }, [{ path: 'name', message: "expected a text that must not contain / % & > or <, found 'a/b'" }]],
    [
      { name: 'x', tagz: ['a'] },
      [{ path: 'tagz', message: 'is not a field of this document; found a list of 1, expected no such field' }],
    ],
    [{ name: 'x', tags: ['a', null] }, [{ path: 'tags[1]', message: 'expected a string, found null' }]],
    [['x'], [{ path: '', message: 'expected an object, found a list of 1' }]],
  ])('refuses %j, naming the field, what was found and what was expected', async (body, errors) => {
    const reply = await server.post('/api/flows/', body);
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      type: '/docs#request-invalid',
      title: 'The request does not fit its schema.',
      status: 422,
      code: 'request-invalid',
      errors,
      instance: '/api/flows/',
    });
    expect(reply.body.request_id).toBe(reply.headers['x-request-id']);
  });

  it("tells a client of the reference in the reference's layout", async () => {
    const reply = await server.post('/api/flows/', { name: 5, x: 1 }, AS_REFERENCE);
    expect(reply.status).toBe(422);
    expect(reply.body).toEqual({
      exception_message: 'Invalid request received.',
      exception_detail: [
        { type: 'string_type', loc: ['body', 'name'], msg: 'expected a string, found 5', input: 5 },
        { type: 'extra_forbidden', loc: ['body', 'x'], msg: expect.any(String) as unknown, input: 1 },
      ],
      request_body: { name: 5, x: 1 },
    });
  });

  it.each([
    [{ limit: 201 }, 'limit', 'Invalid limit: must be less than or equal to 200.'],
    [{ limit: -1 }, 'limit', 'Invalid limit: must be greater than or equal to 0.'],
  ])('refuses the list %j', async (body, path, sentence) => {
    const own = await server.post('/api/flows/filter', body);
    expect([own.status, own.body.errors[0]?.path]).toEqual([422, path]);
    const reference = await server.post('/api/flows/filter', body, AS_REFERENCE);
    expect([reference.status, reference.body]).toEqual([422, { detail: sentence }]);
  });

  it('refuses a misspelt criterion inside a filter, and a sort order there is not', async () => {
    const misspelt = await server.post('/api/flows/filter', { flows: { name: { any: ['x'] } } });
    expect([misspelt.status, misspelt.body.errors[0]?.path]).toEqual([422, 'flows.name.any']);
    const sort = await server.post('/api/flows/filter', { sort: 'UP' });
    expect(sort.body.errors[0]?.message).toMatch(/expected one of 'NAME_ASC', .*, found 'UP'/);
  });

  it('answers an id that is no UUID as an address there is not', async () => {
    const own = await server.get('/api/flows/not-an-id');
    expect([own.status, own.body.code]).toEqual([404, 'not-found']);
    expect(own.body.errors).toEqual([{ path: 'path.id', message: "expected a UUID, found 'not-an-id'" }]);
    const reference = await server.get('/api/flows/not-an-id', { headers: AS_REFERENCE });
    expect([reference.status, reference.body]).toEqual([404, { detail: 'Not Found' }]);
    expect((await server.get('/api/flows/%E0%A4%A')).status).toBe(404);
  });
});

describe('logs', () => {
  it('writes lines and finds them by run, level and text', async () => {
    const runId = await createRun(server);
    const line = (level: number, message: string, second: number) => ({
      name: 'prefect.flow_runs',
      level,
      message,
      timestamp: `2026-01-01T00:00:0${second}+00:00`,
      flow_run_id: runId,
      task_run_id: null,
    });
    const lines = [line(20, 'hello', 1), line(40, 'it "broke",\nbadly', 3), line(10, 'quiet', 2)];
    const written = await server.post('/api/logs/', lines);
    expect([written.status, written.text]).toEqual([201, 'null']);
    const find = async (logs: Record<string, unknown>, rest: Record<string, unknown> = {}) => {
      const body = { logs: { operator: 'and_', flow_run_id: { any_: [runId] }, ...logs }, ...rest };
      return (await server.post('/api/logs/filter', body)).list.map(({ message }) => message);
    };
    expect(await find({})).toEqual(['hello', 'quiet', 'it "broke",\nbadly']);
    expect(await find({ level: { ge_: 20 } }, { sort: 'TIMESTAMP_DESC' })).toEqual(['it "broke",\nbadly', 'hello']);
    expect(
      await find({ level: null, timestamp: null, task_run_id: null, text: null }, { limit: 1, offset: 1 }),
    ).toEqual(['quiet']);
    const [first] = (await server.post('/api/logs/filter', { logs: { flow_run_id: { any_: [runId] } } })).list;
    expect(first).toEqual({
      ...lines[0],
      id: UUID,
      created: INSTANT,
      updated: INSTANT,
      timestamp: '2026-01-01T00:00:01.000000Z',
    });
    const file = await server.get(`/api/flow_runs/${runId}/logs/download`);
    expect(file.headers['content-type']).toMatch('text/csv');
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+-logs.csv"$/);
    expect(file.text.split('\r\n')).toEqual([
      'timestamp,level,flow_run_id,task_run_id,message',
      `2026-01-01T00:00:01.000000Z,INFO,${runId},,hello`,
      `2026-01-01T00:00:02.000000Z,DEBUG,${runId},,quiet`,
      `2026-01-01T00:00:03.000000Z,ERROR,${runId},,"it ""broke"",\nbadly"`,
      '',
    ]);
  });

  it('refuses a line without a readable time, and anything but a list', async () => {
    const bad = await server.post('/api/logs/', [{ name: 'n', level: 20, message: 'm', timestamp: 'yesterday' }]);
    expect([bad.status, bad.body.errors]).toEqual([
      422,
      [{ path: '[0].timestamp', message: "expected an ISO 8601 instant, found 'yesterday'" }],
    ]);
    const single = await server.post('/api/logs/', { name: 'n' });
    expect(single.body.errors).toEqual([{ path: '', message: 'expected an array, found an object' }]);
    const level = await server.post('/api/logs/', [
      { name: 'n', level: 1.5, message: 'm', timestamp: '2026-01-01T00:00:00Z' },
    ]);
    expect(level.body.errors[0]?.path).toBe('[0].level');
  });

  it('has no file for a run there is not', async () => {
    const reply = await server.get(`/api/flow_runs/${randomUUID()}/logs/download`);
    expect([reply.status, reply.body.code]).toEqual([404, 'flow-run-not-found']);
  });
});
