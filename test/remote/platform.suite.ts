// What a worker may count on, for each implementation of the platform: the same expectations, whether it calls the
// services in its own process or a server over HTTP.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '../../src/contract/platform.js';
import { createRun, setState, startTestServer, type TestServer } from '../api/server.js';
import { headOf, logRecord, stateRecord } from './record-batches.js';

/** Declares the suite; `create` makes the platform that stands before the given server. */
export function describePlatform(name: string, create: (server: TestServer) => Platform): void {
  describe(name, () => {
    let server: TestServer;
    let platform: Platform;
    beforeAll(async () => {
      server = await startTestServer({ apiKey: KEY });
      platform = create(server);
    });
    afterAll(() => server.close());

    const read = (path: string) => server.get(path, { headers: AS_WORKER });
    const post = (path: string, body: unknown) => server.post(path, body, AS_WORKER);

    it('writes records in order, and a repeated batch changes nothing', async () => {
      const head = headOf(randomUUID());
      const records = [
        stateRecord(head.id, 0, { type: 'RUNNING' }),
        logRecord(1),
        stateRecord(head.id, 2, { type: 'COMPLETED' }),
      ];
      await platform.recordRun({ flow_run: head, records });
      await platform.recordRun({ flow_run: head, records });
      await platform.recordRun({ flow_run: head, records: records.slice(0, 1) });
      const { body: run } = await read(`/api/flow_runs/${head.id}`);
      expect(run).toMatchObject({ name: 'brave-otter', state_type: 'COMPLETED', run_count: 1, workflow_id: head.id });
      const { list: states } = await read(`/api/flow_run_states/?flow_run_id=${head.id}`);
      expect(states.map(({ type }) => type)).toEqual(['RUNNING', 'COMPLETED']);
      const { list: logs } = await post('/api/logs/filter', { logs: { flow_run_id: { any_: [head.id] } } });
      expect(logs).toMatchObject([{ message: 'line 1' }]);
    });

    it('writes log lines once each', async () => {
      const flowRunId = randomUUID();
      const lines = Array.from({ length: 1200 }, (_, index) => ({
        id: randomUUID(),
        name: 'sluice.task_runs',
        level: 20,
        message: `line ${index}`,
        timestamp: new Date(1_700_000_000_000 + index).toISOString(),
        flow_run_id: flowRunId,
      }));
      await platform.writeLogs(lines);
      await platform.writeLogs(lines.slice(0, 600));
      const body = { logs: { flow_run_id: { any_: [flowRunId] } }, sort: 'TIMESTAMP_DESC', offset: 1000 };
      const { list: rest } = await post('/api/logs/filter', body);
      expect(rest.length).toBe(200);
      expect(rest.at(-1)).toMatchObject({ message: 'line 0' });
    });

    it('registers the flows of a task queue, again with another version', async () => {
      const name = `served-${randomUUID()}`;
      const flow = {
        name,
        workflow_type: 'served',
        description: null,
        version: '1',
        parameter_schema: {
          type: 'object',
          properties: { age: { type: 'integer' } },
          required: ['age'],
          additionalProperties: false,
        },
        retries: 0,
        retry_delay_seconds: 0,
      };
      await platform.registerWorker({ task_queue: 'queue-a', flows: [flow] });
      await platform.registerWorker({ task_queue: 'queue-a', flows: [{ ...flow, version: '2' }] });
      const { id } = (await read(`/api/flows/name/${name}`)).body;
      const { body: refused } = await post('/api/flow_runs/', { flow_id: id, parameters: { age: 'old' } });
      expect(refused).toMatchObject({ code: 'parameters-invalid', status: 422, errors: [{ path: 'age' }] });
      expect((await post('/api/flow_runs/count', { flows: { id: { any_: [id] } } })).body).toBe(0);
    });

    it('tells how a run ended, and that it has not yet', async () => {
      const completed = await createRun(server, {}, AS_WORKER);
      expect(await platform.readFlowRunEnd(completed)).toBeNull();
      await setState(server, completed, { type: 'RUNNING' }, AS_WORKER);
      await setState(server, completed, { type: 'COMPLETED' }, AS_WORKER);
      expect(await platform.readFlowRunEnd(completed)).toMatchObject({ status: 'completed' });
      const failed = await createRun(server, {}, AS_WORKER);
      await setState(server, failed, { type: 'FAILED', message: 'it broke' }, AS_WORKER);
      expect(await platform.readFlowRunEnd(failed)).toEqual({ status: 'failed', message: 'it broke' });
      await expect(platform.readFlowRunEnd(randomUUID())).rejects.toMatchObject({ code: 'flow-run-not-found' });
    });

    it('delivers an input once, and says that there is no receiver', async () => {
      const id = await createRun(server, {}, AS_WORKER);
      const message = { key: `intautomaticruninput-auto-${randomUUID()}`, value: { value: 5 }, sender: null };
      await platform.sendInput({ receiver: `prefect.flow-run.${id}`, message });
      await platform.sendInput({ receiver: `prefect.flow-run.${id}`, message });
      const { list: inputs } = await post(`/api/flow_runs/${id}/input/filter`, { prefix: 'int', limit: 10 });
      expect(inputs).toMatchObject([{ key: message.key, value: '{"value":5}', sender: null }]);
      const nobody = { receiver: `prefect.flow-run.${randomUUID()}`, message };
      await expect(platform.sendInput(nobody)).rejects.toMatchObject({ code: 'flow-run-not-found' });
    });

    it('shares variables, and refuses to change one unless told to', async () => {
      const name = `v-${randomUUID()}`;
      expect(await platform.readVariable(name)).toBeNull();
      await platform.setVariable({ name, value: { a: [1, null] }, tags: null, overwrite: false });
      expect(await platform.readVariable(name)).toEqual({ value: { a: [1, null] } });
      const other = { name, value: 2, tags: null, overwrite: false };
      await expect(platform.setVariable(other)).rejects.toMatchObject({ code: 'conflict' });
      await platform.setVariable({ ...other, overwrite: true });
      expect(await platform.readVariable(name)).toEqual({ value: 2 });
    });

    it('keeps task results for other runs until they expire', async () => {
      const key = randomUUID();
      const result = { key, value: { n: 1 }, expires_at: null, task_run_id: randomUUID() };
      expect(await platform.readCachedResult(key)).toBeNull();
      await platform.writeCachedResult(result);
      expect(await platform.readCachedResult(key)).toEqual(result);
      await platform.writeCachedResult({ ...result, expires_at: '2020-01-01T00:00:00Z' });
      expect(await platform.readCachedResult(key)).toBeNull();
    });

    it('hands out slots only where a limit is set', async () => {
      const request = { flow_run_id: randomUUID(), workflow_id: 'w', tags: [`t-${randomUUID()}`] };
      expect(await platform.claimSlots({ ...request, task_run_id: randomUUID() })).toEqual({ status: 'unlimited' });
      await post('/api/concurrency_limits/', { tag: request.tags[0], concurrency_limit: 1 });
      const [first, second] = [randomUUID(), randomUUID()];
      expect(await platform.claimSlots({ ...request, task_run_id: first })).toEqual({ status: 'granted' });
      expect(await platform.claimSlots({ ...request, task_run_id: second })).toMatchObject({ status: 'waiting' });
      expect([await platform.renewSlots(first), await platform.renewSlots(second)]).toEqual([true, false]);
      await platform.releaseSlots(first);
      expect(await platform.claimSlots({ ...request, task_run_id: second })).toEqual({ status: 'granted' });
    });

    it('saves and loads blocks with their secrets, and replaces one only when told to', async () => {
      const block = {
        block_type_slug: 'secret',
        name: `b-${randomUUID()}`,
        data: { value: 'hidden' },
        overwrite: false,
      };
      await platform.saveBlock(block);
      await platform.saveBlock(block);
      expect(await platform.loadBlock(block)).toEqual({ data: { value: 'hidden' }, secret_fields: ['value'] });
      const other = { ...block, data: { value: 'other' } };
      await expect(platform.saveBlock(other)).rejects.toMatchObject({ code: 'conflict' });
      await platform.saveBlock({ ...other, overwrite: true });
      expect((await platform.loadBlock(block)).data).toEqual({ value: 'other' });
      const noKind = { ...block, block_type_slug: 'no-such-kind' };
      await expect(platform.saveBlock(noKind)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('takes events of a task in once each, related to it and its run, on record or not', async () => {
      const event = {
        id: randomUUID(),
        occurred: '2026-01-01T00:00:00.000000Z',
        event: `told.${randomUUID()}`,
        resource: { 'prefect.resource.id': 'r' },
        related: [],
        payload: { n: 1 },
        follows: null,
      };
      const known = await createRun(server, { name: 'known-run' }, AS_WORKER);
      const [unknown, task_run_id] = [randomUUID(), randomUUID()];
      await platform.emitEvents({ flow_run_id: known, task_run_id, events: [event] });
      await platform.emitEvents({ flow_run_id: known, task_run_id, events: [{ ...event, payload: { n: 2 } }] });
      const other = { ...event, id: randomUUID() };
      await platform.emitEvents({ flow_run_id: unknown, task_run_id: null, events: [other] });
      await platform.emitEvents({ flow_run_id: null, task_run_id: null, events: [{ ...event, id: randomUUID() }] });
      const filter = { event: { name: [event.event] }, order: 'ASC', occurred: { since: '2025-12-31T00:00:00Z' } };
      const { body } = await post('/api/events/filter', { filter });
      const flowRun = (id: string) => ({ 'prefect.resource.id': `prefect.flow-run.${id}` });
      const taskRun = { 'prefect.resource.id': `prefect.task-run.${task_run_id}`, 'prefect.resource.role': 'task-run' };
      expect((body as unknown as { events: unknown[] }).events).toMatchObject([
        {
          payload: { n: 1 },
          related: [
            { ...flowRun(known), 'prefect.resource.name': 'known-run' },
            taskRun,
            { 'prefect.resource.role': 'flow' },
          ],
        },
        { related: [flowRun(unknown)] },
        { related: [] },
      ]);
    });

    it('gives no block that is not there', async () => {
      const address = { block_type_slug: 'json', name: `b-${randomUUID()}` };
      await expect(platform.loadBlock(address)).rejects.toMatchObject({ code: 'not-found' });
    });
  });
}

export const KEY = 'worker-key';
const AS_WORKER = { authorization: `Bearer ${KEY}` };
