// Concurrency limits over HTTP, as the reference's clients set, read and remove them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AS_REFERENCE, startTestServer, type TestServer } from '../api/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

it('a limit is set, set anew, read by tag and id, listed, reset and deleted', async () => {
  const tag = `tag ${randomUUID()}`;
  const byTag = `/api/concurrency_limits/tag/${encodeURIComponent(tag)}`;
  const created = await server.post('/api/concurrency_limits/', { tag, concurrency_limit: 2 });
  expect(created).toMatchObject({ status: 200, body: { tag, concurrency_limit: 2, active_slots: [] } });
  const again = await server.post('/api/concurrency_limits/', { tag, concurrency_limit: 1 });
  expect(again.body).toMatchObject({ id: created.body.id, concurrency_limit: 1 });
  const holder = randomUUID();
  const request = { task_run_id: holder, flow_run_id: randomUUID(), workflow_id: 'w', tags: [tag] };
  await server.post('/api/platform/claim-slots', request);
  expect((await server.get(byTag)).body).toMatchObject({ active_slots: [holder] });
  expect((await server.get(`/api/concurrency_limits/${created.body.id}`)).body).toMatchObject({ tag });
  const { list } = await server.post('/api/concurrency_limits/filter', { limit: 200 });
  expect(list.map(({ id }) => id)).toContain(created.body.id);
  expect((await server.post(`${byTag}/reset`, {})).status).toBe(200);
  expect((await server.get(byTag)).body).toMatchObject({ active_slots: [] });
  expect((await server.call('DELETE', byTag)).status).toBe(200);
  const missing = await server.get(byTag, { headers: AS_REFERENCE });
  expect([missing.status, missing.body]).toEqual([404, { detail: 'Concurrency limit not found' }]);
  expect((await server.post('/api/concurrency_limits/', { tag, concurrency_limit: -1 })).status).toBe(422);
});
