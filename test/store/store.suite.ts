// What every store must do, whatever is behind it. Run by store.test.ts on a database in this process and on a server.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.js';
import { enterState, NO_PROGRESS } from '../../src/domain/run-progress.js';
import { describeDocuments } from './documents.suite.js';
import { describeFlowRunLists } from './flow-run-lists.suite.js';
import { flowRunRow, insertFlow, NOW, POLICY, stateAt, taskRunRow } from './records.js';

export const now = () => new Date(NOW);

export function describeStore(what: string, open: () => Promise<Store>): void {
  describe(what, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const newFlow = (name?: string, tags?: string[]) => insertFlow(store, name, tags);

    describe('values', () => {
      it('keeps instants to the microsecond, in UTC, whatever the zone they came in', async () => {
        const row = flowRunRow(await newFlow(), {
          start_time: '2026-01-02T03:04:05.678901Z',
          end_time: '2026-01-02T03:04:05+09:00',
        });
        await store.flowRuns.insert(row);
        const { flowRun } = (await store.flowRuns.find(row.id))!;
        expect(flowRun.start_time).toBe('2026-01-02T03:04:05.678901Z');
        expect(flowRun.end_time).toBe('2026-01-01T18:04:05.000000Z');
        expect(flowRun.created).toBe(NOW);
      });

      it.each([['text'], ['123'], ['"'], [0], [false], [[1, 'a', null]], [{ b: 1, a: { c: '\u0000 \ud800' } }]])(
        'gives the JSON value %j back as it was',
        async (value) => {
          const row = flowRunRow(await newFlow());
          await store.flowRuns.insert(row);
          const state = { ...stateAt(NOW, { type: 'COMPLETED', data: value }) };
          await store.flowRunStates.insert(row.id, [state]);
          expect(await store.flowRunStates.find(state.id)).toEqual(state);
        },
      );

      it('keeps the order of the keys of a document', async () => {
        const parameters = { zebra: 1, a: 2, bb: { z: 1, y: 2 } };
        const row = flowRunRow(await newFlow(), { parameters });
        await store.flowRuns.insert(row);
        const { flowRun } = (await store.flowRuns.find(row.id))!;
        expect(JSON.stringify(flowRun.parameters)).toBe(JSON.stringify(parameters));
      });

      it('keeps any tag, and writes what Postgres cannot store in its place', async () => {
        const tags = ['a"b', 'c,d\\', '{}', 'é 漢', '', 'NULL'];
        const id = await newFlow(`nul-${randomUUID()}\u0000`, tags);
        const flow = await store.flows.find(id);
        expect(flow!.tags).toEqual(tags);
        expect(flow!.name).toMatch(/\uFFFD$/);
      });
    });

    describe('finding nothing', () => {
      it.each(['not-a-uuid', '', randomUUID()])('finds nothing under the id %j', async (id) => {
        expect(await store.flows.find(id)).toBeUndefined();
        expect(await store.flowRuns.find(id)).toBeUndefined();
        expect(await store.flowRuns.lock(id)).toBeUndefined();
        expect(await store.flowRuns.update(id, { name: 'x' })).toBe(false);
        expect(await store.flowRuns.delete([id])).toEqual([]);
        expect(await store.taskRuns.find(id)).toBeUndefined();
        expect(await store.taskRuns.delete(id)).toBe(false);
        expect(await store.flowRunStates.find(id)).toBeUndefined();
        expect(await store.flowRunStates.listByRun(id)).toEqual([]);
        expect(await store.runInputs.find(id, 'k')).toBeUndefined();
        expect(await store.runInputs.list(id, '', 10, [])).toEqual([]);
        expect(await store.decisions.listByRun(id)).toEqual([]);
      });
    });

    describe('transactions', () => {
      it('writes all or nothing', async () => {
        const id = randomUUID();
        const failing = store.transaction(async ({ flows }) => {
          await flows.insert(id, { name: `f-${id}`, tags: [], labels: {} });
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect(await store.flows.find(id)).toBeUndefined();
      });

      it('lets one change a run at a time', async () => {
        const row = flowRunRow(await newFlow(), { run_count: 0 });
        await store.flowRuns.insert(row);
        const addOne = () =>
          store.transaction(async ({ flowRuns }) => {
            const stored = await flowRuns.lock(row.id);
            await flowRuns.update(row.id, { run_count: stored!.flowRun.run_count + 1 });
          });
        await Promise.all(Array.from({ length: 8 }, addOne));
        expect((await store.flowRuns.find(row.id))!.flowRun.run_count).toBe(8);
      });

      it('tells a conflict by its code, without the values of the query', async () => {
        const row = flowRunRow(randomUUID(), { name: 'secret-name' });
        const error: unknown = await store.flowRuns.insert(row).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'conflict' });
        expect(String(error)).not.toContain('secret-name');
      });
    });

    describe('flow runs', () => {
      it('inserts once by id and by flow and idempotency key', async () => {
        const flowId = await newFlow();
        const row = flowRunRow(flowId, { idempotency_key: 'once' });
        expect(await store.flowRuns.insert(row)).toBe(true);
        expect(await store.flowRuns.insert(row)).toBe(false);
        expect(await store.flowRuns.insert(flowRunRow(flowId, { idempotency_key: 'once' }))).toBe(false);
        expect(await store.flowRuns.insert(flowRunRow(await newFlow(), { idempotency_key: 'once' }))).toBe(true);
        expect((await store.flowRuns.findByIdempotencyKey(flowId, 'once'))!.flowRun.id).toBe(row.id);
      });

      it('makes and moves recorded runs many at a time, and keeps what a move leaves open', async () => {
        const flowId = await newFlow();
        const rows = [1, 2, 3].map((n) => flowRunRow(flowId, { name: `r${n}`, parameters: { z: n, a: 1 } }));
        expect(await store.flowRuns.insertRecorded(rows)).toEqual(new Set(rows.map(({ id }) => id)));
        expect(await store.flowRuns.insertRecorded(rows)).toEqual(new Set());
        const known = await store.flowRuns.lockForRecord([...rows.map(({ id }) => id), randomUUID(), 'no-uuid']);
        expect(known.map(({ run }) => run.id)).toEqual(rows.map(({ id }) => id).sort());
        const state = stateAt('2026-01-02T03:04:05.678901Z', { type: 'RUNNING', name: 'A\u0000\ud800B' });
        const moves = rows.slice(0, 2).map(({ id, name }, index) => ({
          ...enterState(NO_PROGRESS, state),
          id,
          name: `${name}-moved`,
          empirical_policy: index === 0 ? { ...POLICY, pause_keys: ['z', 'a'] } : null,
          workflow_id: id,
          task_queue: 'orders',
          flow_version: null,
          record_sequence: 7,
        }));
        await store.flowRuns.moveRecorded(moves);
        const [first, second, third] = await Promise.all(rows.map(({ id }) => store.flowRuns.find(id)));
        expect(first!.flowRun).toMatchObject({
          name: 'r1-moved',
          state_name: 'A\uFFFD\uFFFDB',
          start_time: state.timestamp,
          parameters: { z: 1, a: 1 },
          empirical_policy: { ...POLICY, pause_keys: ['z', 'a'] },
          workflow_id: rows[0]!.id,
        });
        expect(second!.flowRun.empirical_policy).toEqual(POLICY);
        expect(second!.recordSequence).toBe(7);
        expect(third!.flowRun).toMatchObject({ name: 'r3', state_id: null });
      });

      it('deletes with what hangs on them', async () => {
        const row = flowRunRow(await newFlow());
        await store.flowRuns.insert(row);
        const state = stateAt(NOW, { type: 'RUNNING' });
        const task = taskRunRow(row.id);
        await store.flowRunStates.insert(row.id, [state]);
        await store.taskRuns.insert([task]);
        await store.taskRunStates.insert([{ taskRunId: task.id, state: stateAt(NOW, { type: 'RUNNING' }) }]);
        await store.runInputs.insert({ id: randomUUID(), flow_run_id: row.id, key: 'k', value: '1', sender: null });
        expect(await store.flowRuns.delete([row.id, randomUUID()])).toEqual([row.id]);
        expect(await store.flowRunStates.find(state.id)).toBeUndefined();
        expect(await store.taskRuns.find(task.id)).toBeUndefined();
        expect(await store.runInputs.find(row.id, 'k')).toBeUndefined();
      });

      it('finds what the reconciler asks for', async () => {
        const flowId = await newFlow();
        const long = '2026-02-01T00:00:00.000000Z';
        const unheard = flowRunRow(flowId, { workflow_id: randomUUID(), state_type: 'PENDING', state_timestamp: long });
        const heard = { ...unheard, id: randomUUID(), workflow_id: randomUUID(), record_sequence: 3 };
        const young = { ...unheard, id: randomUUID(), state_timestamp: NOW };
        const notDue = { ...unheard, id: randomUUID(), next_scheduled_start_time: '2026-05-01T00:00:00Z' };
        const ended = { ...heard, id: randomUUID(), state_type: 'FAILED' as const };
        for (const row of [unheard, heard, young, notDue, ended]) await store.flowRuns.insert(row);
        const before = '2026-02-02T00:00:00.000000Z';
        const own = new Set([unheard, heard, young, notDue, ended].map(({ id }) => id));
        const idsOf = (runs: { flowRun: { id: string } }[]) =>
          runs.map(({ flowRun }) => flowRun.id).filter((id) => own.has(id));
        expect(idsOf(await store.flowRuns.listUnheard(before, 100))).toEqual([unheard.id]);
        expect(idsOf(await store.flowRuns.listUnfinishedByWorkflow([heard.workflow_id], before))).toEqual([heard.id]);
        const all = [];
        for (let after: string | null = null; ;) {
          const page: { flowRun: { id: string } }[] = await store.flowRuns.listUnfinished(before, after, 2);
          if (page.length === 0) break;
          all.push(...idsOf(page));
          after = page.at(-1)!.flowRun.id;
        }
        expect(all).toEqual([unheard.id, heard.id, notDue.id].sort());
      });
    });

    describe('task runs', () => {
      it('inserts a call once, and writes over rows that are there', async () => {
        const run = flowRunRow(await newFlow());
        await store.flowRuns.insert(run);
        const row = taskRunRow(run.id, { dynamic_key: '0' });
        expect(await store.taskRuns.insert([row, taskRunRow(run.id, { dynamic_key: '0' })])).toEqual(new Set([row.id]));
        await store.taskRuns.put([{ ...row, run_count: 2, state_type: 'RUNNING', tags: ['new'] }]);
        const { taskRun } = (await store.taskRuns.findByCall(run.id, 'task', '0'))!;
        expect(taskRun).toMatchObject({ id: row.id, run_count: 2, state_type: 'RUNNING', tags: ['new'] });
        expect((await store.taskRuns.listUnfinished(run.id)).map((stored) => stored.taskRun.id)).toEqual([row.id]);
      });

      it('finds the latest result under a cache key until it expires', async () => {
        const row = taskRunRow(null);
        await store.taskRuns.insert([row]);
        const key = randomUUID();
        const cached = (timestamp: string, data: unknown, expiration: string | null) =>
          stateAt(timestamp, {
            type: 'COMPLETED',
            data,
            state_details: { cache_key: key, cache_expiration: expiration },
          });
        const states = [
          cached('2026-01-01T00:00:00Z', 1, null),
          cached('2026-01-02T00:00:00Z', 2, '2026-04-01T00:00:00Z'),
        ];
        await store.taskRunStates.insert(states.map((state) => ({ taskRunId: row.id, state })));
        expect((await store.taskRunStates.findCached(key, NOW))!.data).toBe(2);
        expect(await store.taskRunStates.findCached(key, '2026-04-01T00:00:00Z')).toBeUndefined();
        expect(await store.taskRunStates.findCached('other', NOW)).toBeUndefined();
      });
    });

    describeFlowRunLists(() => store);
    describeDocuments(() => store);
  });
}
