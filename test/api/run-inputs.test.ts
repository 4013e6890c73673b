// Inputs of flow runs over HTTP, as the reference's clients send, list, read and delete them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { sendInput } from '../../src/services/run-inputs/send-input.js';
import { AS_REFERENCE, createRun, startTestServer, type TestServer } from './server.js';

let server: TestServer;
let id: string;
beforeAll(async () => {
  server = await startTestServer();
  id = await createRun(server);
});
afterAll(() => server.close());

const send = (key: string, value: unknown, headers?: Record<string, string>) =>
  server.post(`/api/flow_runs/${id}/input`, { key, value, sender: null }, headers);

it('keeps an input and gives it back as it was sent', async () => {
  const created = await send('intautomaticruninput-auto-1', '{"value":5}');
  expect([created.status, created.text]).toEqual([201, 'null']);
  const read = await server.get(`/api/flow_runs/${id}/input/intautomaticruninput-auto-1`);
  expect([read.status, read.headers['content-type'], read.text]).toEqual([
    200,
    'text/plain; charset=utf-8',
    '{"value":5}',
  ]);
});

it('lists by prefix, oldest first, without the excluded', async () => {
  for (const number of [1, 2, 3]) await send(`list-${number}`, String(number));
  const list = async (body: Record<string, unknown>) =>
    (await server.post(`/api/flow_runs/${id}/input/filter`, body)).list.map(({ key }) => key);
  expect(await list({ prefix: 'list' })).toEqual(['list-1']);
  expect(await list({ prefix: 'list', limit: 10 })).toEqual(['list-1', 'list-2', 'list-3']);
  expect(await list({ prefix: 'list', limit: 2, offset: 1 })).toEqual(['list-2', 'list-3']);
  expect(await list({ prefix: 'list', limit: 10, exclude_keys: ['list-1', 'list-3'] })).toEqual(['list-2']);
  expect(await list({ prefix: 'li%', limit: 10 })).toEqual([]);
  const [first] = (await server.post(`/api/flow_runs/${id}/input/filter`, { prefix: 'list-1' })).list;
  expect(Object.keys(first!).sort()).toEqual(
    ['id', 'created', 'updated', 'flow_run_id', 'key', 'value', 'sender'].sort(),
  );
  const unknown = await server.post(`/api/flow_runs/${randomUUID()}/input/filter`, { prefix: 'x' });
  expect([unknown.status, unknown.body]).toEqual([200, []]);
});

it('refuses a key that exists, a key with other characters, and a value that is no text', async () => {
  await send('once', '1');
  const twice = await send('once', '2');
  expect([twice.status, twice.body.code]).toEqual([409, 'run-input-exists']);
  expect((await send('once', '2', AS_REFERENCE)).body).toEqual({
    detail: 'A flow run input with this key already exists.',
  });
  const key = await send('a b/c', '1');
  expect([key.status, key.body.errors[0]?.path]).toEqual([422, 'key']);
  const value = await send('value', { n: 1 });
  expect(value.body.errors).toEqual([{ path: 'value', message: 'expected a string, found an object' }]);
  const prefix = await server.post(`/api/flow_runs/${id}/input/filter`, {});
  expect([prefix.status, prefix.body.errors[0]?.path]).toEqual([422, 'prefix']);
});

it('has no run and no input that is not there', async () => {
  const orphan = await server.post(`/api/flow_runs/${randomUUID()}/input`, { key: 'k', value: '1' }, AS_REFERENCE);
  expect([orphan.status, orphan.body]).toEqual([404, { detail: 'Flow run not found' }]);
  const path = `/api/flow_runs/${id}/input/gone`;
  const own = await server.get(path);
  expect([own.status, own.body.code]).toEqual([404, 'not-found']);
  for (const method of ['GET', 'DELETE']) {
    const reply = await server.call(method, path, { headers: AS_REFERENCE });
    expect([reply.status, reply.body]).toEqual([404, { detail: 'Flow run input not found' }]);
  }
});

it('deletes an input', async () => {
  await send('short-lived', '1');
  const path = `/api/flow_runs/${id}/input/short-lived`;
  expect((await server.call('DELETE', path)).status).toBe(204);
  expect((await server.get(path)).status).toBe(404);
});

it('lists what a run sent to other runs and to clients outside, as far as they keep it', async () => {
  const [sender, receiver] = [await createRun(server), await createRun(server)];
  const client = randomUUID();
  const address = `prefect.flow-run.${sender}`;
  const path = `/api/flow_runs/${sender}/sent_inputs/filter`;
  const sent = async (page?: object) => (await server.post(path, page)).list;
  expect(await sent()).toEqual([]);

  await server.call('PUT', `/api/mailboxes/${client}`);
  const deliver = (to: string, key: string, value: unknown, from = address) =>
    sendInput(server.context, { receiver: to, message: { key, value, sender: from } });
  await deliver(`prefect.flow-run.${receiver}`, 'to-run', { value: 5 });
  await deliver(`sluice.client.${client}`, 'to-client', { value: 'six' });
  await deliver(`prefect.flow-run.${receiver}`, 'of-another', 7, `prefect.flow-run.${id}`);

  const { name } = (await server.get(`/api/flow_runs/${receiver}`)).body;
  const created = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;
  const toRun = { key: 'to-run', value: '{"value":5}', receiver: { type: 'flow-run', id: receiver, name }, created };
  const toClient = { key: 'to-client', value: '{"value":"six"}', receiver: { type: 'client', id: client }, created };
  expect(await sent()).toEqual([toRun, toClient]);
  expect(await sent({ limit: 1 })).toEqual([toRun]);
  expect(await sent({ limit: 1, offset: 1 })).toEqual([toClient]);

  await server.post(`/api/mailboxes/${client}/acknowledge`, { keys: ['to-client'] });
  expect(await sent()).toEqual([toRun, { ...toClient, value: null }]);
  await server.call('DELETE', `/api/flow_runs/${receiver}/input/to-run`);
  expect((await sent()).map(({ key }) => key)).toEqual(['to-client']);
  const unknown = await server.post(`/api/flow_runs/${randomUUID()}/sent_inputs/filter`);
  expect([unknown.status, unknown.body]).toEqual([200, []]);
});

it('takes an input from a sender with a long address', async () => {
  const sender = Array.from({ length: 200 }, () => randomUUID()).join('');
  const kept = await server.post(`/api/flow_runs/${id}/input`, { key: 'from-afar', value: '1', sender });
  expect(kept.status).toBe(201);
});

it('refuses what a run has no room for, and says how much it has', async () => {
  const full = await startTestServer({}, undefined, { inputLimits: { count: 2, bytes: 1000 } });
  onTestFinished(() => full.close());
  const path = `/api/flow_runs/${await createRun(full)}/input`;
  for (const key of ['a', 'b']) expect((await full.post(path, { key, value: '1' })).status).toBe(201);
  const refused = await full.post(path, { key: 'c', value: '1' });
  expect([refused.status, refused.body.code]).toEqual([409, 'run-inputs-full']);
  expect(refused.body.details).toMatchObject({ limits: { count: 2, bytes: 1000 } });
  expect((await full.post(`${path}/filter`, { prefix: '', limit: 10 })).list).toHaveLength(2);
});
