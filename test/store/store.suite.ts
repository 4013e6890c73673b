// What every store must do, whatever is behind it. Run by store.test.ts on a database in this process and on a server.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowRunFilter } from '../../src/domain/filters/flow-run-filter.js';
import { flowRunFilterSchema } from '../../src/domain/filters/flow-run-filter.js';
import { taskRunFilterSchema } from '../../src/domain/filters/task-run-filter.js';
import { flowFilterSchema } from '../../src/domain/filters/flow-filter.js';
import { logFilterSchema } from '../../src/domain/filters/log-filter.js';
import type { RunFilters } from '../../src/domain/filters/run-filters.js';
import type { Store } from '../../src/store/store.js';
import { enterState, NO_PROGRESS } from '../../src/domain/run-progress.js';
import { automationRow, flowRunRow, POLICY, stateAt, taskRunRow } from './records.js';

const NOW = '2026-03-01T00:00:00.000000Z';
export const now = () => new Date(NOW);

export function describeStore(what: string, open: () => Promise<Store>): void {
  describe(what, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const newFlow = async (name = `flow-${randomUUID()}`, tags: string[] = []) => {
      const id = randomUUID();
      await store.flows.insert(id, { name, tags, labels: {} });
      return id;
    };

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

    describe('lists of flow runs', () => {
      const flowName = `lists-${randomUUID()}`;
      let flowId: string;
      const ids: Record<string, string> = {};
      beforeAll(async () => {
        flowId = await newFlow(flowName, ['prod']);
        const parent = flowRunRow(flowId, { name: 'parent', state_type: 'RUNNING', state_name: 'Running' });
        const task = taskRunRow(parent.id, { name: 'child-0', tags: ['sub'], state_type: 'RUNNING' });
        const rows = [
          parent,
          flowRunRow(flowId, {
            name: 'sad-Marvin',
            tags: ['x', 'y'],
            state_type: 'COMPLETED',
            state_name: 'Completed',
            start_time: '2026-01-01T00:00:00Z',
            end_time: '2026-01-01T00:00:10Z',
            expected_start_time: '2026-01-01T00:00:00Z',
            deployment_id: '11111111-1111-4111-8111-111111111111',
            flow_version: 'v1',
          }),
          flowRunRow(flowId, {
            name: 'late',
            tags: ['x'],
            state_type: 'SCHEDULED',
            state_name: 'Late',
            expected_start_time: '2026-01-03T00:00:00Z',
            next_scheduled_start_time: '2026-01-03T00:00:00Z',
            idempotency_key: 'key',
            created_by: { id: '22222222-2222-4222-8222-222222222222', type: 'DEPLOYMENT', display_value: null },
          }),
          flowRunRow(flowId, {
            name: 'child',
            parent_task_run_id: task.id,
            state_type: 'PENDING',
            state_name: 'Pending',
          }),
        ];
        for (const row of rows) {
          await store.flowRuns.insert(row);
          ids[row.name] = row.id;
        }
        await store.taskRuns.insert([task]);
        ids['task'] = task.id;
      });

      const names = async (flow_runs: unknown, others: RunFilters = {}) => {
        const filters = {
          flows: { operator: 'and_' as const, id: { any_: [flowId] } },
          ...others,
          flow_runs: flowRunFilterSchema.parse(flow_runs),
        };
        const listed = await store.flowRuns.list(filters, 'NAME_ASC', { limit: 200, offset: 0 });
        expect(await store.flowRuns.count(filters)).toBe(listed.length);
        return listed.map(({ flowRun }) => flowRun.name);
      };

      it.each<[string, unknown, string[]]>([
        ['an empty filter', {}, ['child', 'late', 'parent', 'sad-Marvin']],
        ['no name', { name: { any_: [] } }, []],
        ['all of no tags', { tags: { all_: [] } }, ['child', 'late', 'parent', 'sad-Marvin']],
        ['a part of the name in any case', { name: { like_: 'MARV' } }, ['sad-Marvin']],
        ['wildcards in the name', { name: { like_: 'l_te' } }, ['late']],
        ['all tags', { tags: { all_: ['x', 'y'] } }, ['sad-Marvin']],
        ['any tag', { tags: { any_: ['y', 'z'] } }, ['sad-Marvin']],
        ['no tags', { tags: { is_null_: true } }, ['child', 'parent']],
        ['some tags', { tags: { is_null_: false } }, ['late', 'sad-Marvin']],
        ['tags or none', { tags: { operator: 'or_', all_: ['y'], is_null_: true } }, ['child', 'parent', 'sad-Marvin']],
        ['state types', { state: { type: { any_: ['RUNNING', 'PENDING'] } } }, ['child', 'parent']],
        ['other state types', { state: { type: { not_any_: ['RUNNING', 'PENDING'] } } }, ['late', 'sad-Marvin']],
        ['state names', { state: { name: { any_: ['Late'] } } }, ['late']],
        [
          'type or name',
          { state: { operator: 'or_', type: { any_: ['RUNNING'] }, name: { any_: ['Late'] } } },
          ['late', 'parent'],
        ],
        ['a deployment', { deployment_id: { any_: ['11111111-1111-4111-8111-111111111111'] } }, ['sad-Marvin']],
        ['no deployment', { deployment_id: { is_null_: true } }, ['child', 'late', 'parent']],
        ['a version', { flow_version: { any_: ['v1'] } }, ['sad-Marvin']],
        ['started by an instant, included', { start_time: { before_: '2026-01-01T00:00:00Z' } }, ['sad-Marvin']],
        [
          'started after an instant in another zone',
          { start_time: { after_: '2026-01-01T09:00:00+09:00' } },
          ['sad-Marvin'],
        ],
        ['never started', { start_time: { is_null_: true } }, ['child', 'late', 'parent']],
        ['ended after', { end_time: { after_: '2026-01-01T00:00:11Z' } }, []],
        ['expected between', { expected_start_time: { after_: '2026-01-02T00:00:00Z', before_: NOW } }, ['late']],
        ['next start', { next_scheduled_start_time: { before_: NOW } }, ['late']],
        ['a parent task run or none', { parent_task_run_id: { is_null_: false } }, ['child']],
        ['an idempotency key', { idempotency_key: { any_: ['key'] } }, ['late']],
        ['other idempotency keys', { idempotency_key: { not_any_: ['key'] } }, ['child', 'parent', 'sad-Marvin']],
        ['who created it', { created_by: { type_: ['DEPLOYMENT'] } }, ['late']],
        ['nobody on record', { created_by: { is_null_: true } }, ['child', 'parent', 'sad-Marvin']],
        [
          'one or the other',
          { operator: 'or_', name: { any_: ['late'] }, tags: { all_: ['y'] } },
          ['late', 'sad-Marvin'],
        ],
      ])('filters by %s', async (_, filter, expected) => {
        expect(await names(filter)).toEqual(expected);
      });

      it('filters by ids, parents, and the filters of other kinds', async () => {
        expect(await names({ id: { any_: [ids['late'], randomUUID()] } })).toEqual(['late']);
        expect(await names({ id: { not_any_: [ids['late']] } })).toEqual(['child', 'parent', 'sad-Marvin']);
        expect(await names({ parent_flow_run_id: { any_: [ids['parent']] } })).toEqual(['child']);
        expect(await names({ parent_task_run_id: { any_: [ids['task']] } })).toEqual(['child']);
        const task_runs = taskRunFilterSchema.parse({ name: { any_: ['child-0'] } });
        expect(await names({}, { task_runs })).toEqual(['parent']);
        const subflows = taskRunFilterSchema.parse({ subflow_runs: { exists_: true } });
        expect(await names({}, { task_runs: subflows })).toEqual(['parent']);
        const flows = flowFilterSchema.parse({ name: { like_: flowName }, tags: { all_: ['prod'] } });
        expect((await names({}, { flows })).length).toBe(4);
        expect(await names({}, { flows: flowFilterSchema.parse({ name: { any_: ['elsewhere'] } }) })).toEqual([]);
        const deployments = { operator: 'and_' as const, id: { any_: ['11111111-1111-4111-8111-111111111111'] } };
        expect(await names({}, { deployments })).toEqual(['sad-Marvin']);
      });

      it('filters task runs and flows by the flow runs around and in them', async () => {
        const flow_runs: FlowRunFilter = flowRunFilterSchema.parse({ id: { any_: [ids['parent']] } });
        const tasks = await store.taskRuns.list({ flow_runs }, 'ID_DESC', { limit: 10, offset: 0 });
        expect(tasks.map(({ taskRun }) => taskRun.id)).toEqual([ids['task']]);
        const ofParent = flowRunFilterSchema.parse({ parent_flow_run_id: { any_: [ids['parent']] } });
        expect(await store.taskRuns.count({ flow_runs: ofParent })).toBe(0);
        expect(
          (await store.flows.list({ flow_runs }, 'NAME_ASC', { limit: 10, offset: 0 })).map(({ id }) => id),
        ).toEqual([flowId]);
        const task_runs = taskRunFilterSchema.parse({
          tags: { all_: ['sub'] },
          state: { type: { any_: ['RUNNING'] } },
        });
        expect(await store.flows.count({ task_runs })).toBe(1);
      });

      it.each([
        ['NAME_DESC', ['sad-Marvin', 'parent', 'late', 'child']],
        ['START_TIME_DESC', ['late', 'sad-Marvin']],
        ['EXPECTED_START_TIME_DESC', ['late', 'sad-Marvin']],
        ['NEXT_SCHEDULED_START_TIME_ASC', ['late']],
        ['END_TIME_DESC', ['sad-Marvin']],
      ] as const)('sorts by %s, those without a time last', async (sort, first) => {
        const filters = { flows: { operator: 'and_' as const, id: { any_: [flowId] } } };
        const listed = await store.flowRuns.list(filters, sort, { limit: 10, offset: 0 });
        expect(listed.map(({ flowRun }) => flowRun.name).slice(0, first.length)).toEqual(first);
        expect(listed.length).toBe(4);
        const paged = [];
        for (const offset of [0, 2]) paged.push(...(await store.flowRuns.list(filters, sort, { limit: 2, offset })));
        expect(paged.map(({ flowRun }) => flowRun.id)).toEqual(listed.map(({ flowRun }) => flowRun.id));
      });

      it.each(['START_TIME_ASC', 'EXPECTED_START_TIME_ASC'] as const)('sorts by %s', async (sort) => {
        const filters = { flows: { operator: 'and_' as const, id: { any_: [flowId] } } };
        const listed = await store.flowRuns.list(filters, sort, { limit: 10, offset: 0 });
        expect(listed.map(({ flowRun }) => flowRun.name).slice(2)).toEqual(['sad-Marvin', 'late']);
      });

      it('sorts by id downwards', async () => {
        const filters = { flows: { operator: 'and_' as const, id: { any_: [flowId] } } };
        const listed = await store.flowRuns.list(filters, 'ID_DESC', { limit: 10, offset: 0 });
        const listedIds = listed.map(({ flowRun }) => flowRun.id);
        expect(listedIds).toEqual([...listedIds].sort().reverse());
      });

      it('counts by interval and state, and averages the lateness', async () => {
        const filters = { flows: { operator: 'and_' as const, id: { any_: [flowId] } } };
        const span = { start: '2026-01-01T00:00:00.000000Z', end: '2026-01-05T00:00:00.000000Z', seconds: 86_400 };
        expect(await store.flowRuns.readHistory(filters, span)).toEqual([
          {
            interval: 0,
            state_type: 'COMPLETED',
            state_name: 'Completed',
            count_runs: 1,
            sum_estimated_run_time: 0,
            sum_estimated_lateness: 0,
          },
          {
            interval: 2,
            state_type: 'SCHEDULED',
            state_name: 'Late',
            count_runs: 1,
            sum_estimated_run_time: 0,
            sum_estimated_lateness: 57 * 86_400,
          },
        ]);
        expect(await store.flowRuns.readAverageLateness(filters)).toBe((57 * 86_400) / 4);
        const none = { flow_runs: flowRunFilterSchema.parse({ name: { any_: [] } }) };
        expect(await store.flowRuns.readAverageLateness(none)).toBeNull();
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

    describe('inputs', () => {
      it('lists in order of arrival by a literal prefix', async () => {
        const run = flowRunRow(await newFlow());
        await store.flowRuns.insert(run);
        for (const key of ['a_b-2', 'a_b-1', 'axb-3', 'A_b-4', 'a%-5']) {
          await store.runInputs.insert({ id: randomUUID(), flow_run_id: run.id, key, value: '1', sender: null });
        }
        const keys = async (prefix: string, limit = 10, excluded: string[] = []) =>
          (await store.runInputs.list(run.id, prefix, limit, excluded)).map(({ key }) => key);
        expect(await keys('a_b')).toEqual(['a_b-2', 'a_b-1']);
        expect(await keys('a%')).toEqual(['a%-5']);
        expect(await keys('', 2)).toEqual(['a_b-2', 'a_b-1']);
        expect(await keys('a_b', 1, ['a_b-2'])).toEqual(['a_b-1']);
        expect(await keys('a', 0)).toEqual([]);
      });

      it('takes a key once, unless it is to be written over', async () => {
        const run = flowRunRow(await newFlow());
        await store.flowRuns.insert(run);
        const input = { id: randomUUID(), flow_run_id: run.id, key: 'k', value: '1', sender: 'me' };
        expect(await store.runInputs.insert(input)).toBe(true);
        expect(await store.runInputs.insert({ ...input, id: randomUUID(), value: '2' })).toBe(false);
        await store.runInputs.put([
          { ...input, value: '3' },
          { ...input, value: '4' },
        ]);
        expect(await store.runInputs.find(run.id, 'k')).toMatchObject({ value: '4', sender: 'me', created: NOW });
        expect(await store.runInputs.delete(run.id, 'k')).toBe(true);
        expect(await store.runInputs.delete(run.id, 'k')).toBe(false);
      });
    });

    describe('logs', () => {
      it('takes a line once, finds lines by what they say, and streams a long log in order', async () => {
        const flowRunId = randomUUID();
        const line = (message: string, second: number, level = 20) => ({
          id: randomUUID(),
          name: 'my.logger',
          level,
          message,
          timestamp: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`,
          flow_run_id: flowRunId,
        });
        const lines = [line('Order one failed', 2, 40), line('order two shipped', 1), line('bill "one two"', 3)];
        await store.logs.insert(lines);
        await store.logs.insert([lines[0]!]);
        const find = async (filter: unknown) => {
          const logs = logFilterSchema.parse({ flow_run_id: { any_: [flowRunId] }, ...(filter as object) });
          return (await store.logs.list(logs, 'TIMESTAMP_ASC', { limit: 10, offset: 0 })).map(({ message }) => message);
        };
        const [failed, shipped, bill] = lines.map(({ message }) => message);
        expect(await find({})).toEqual([shipped, failed, bill]);
        expect(await find({ level: { ge_: 30 } })).toEqual([failed]);
        expect(await find({ text: { query: 'shipped bill' } })).toEqual([shipped, bill]);
        expect(await find({ text: { query: 'order -failed' } })).toEqual([shipped]);
        expect(await find({ text: { query: 'order +two !bill' } })).toEqual([shipped]);
        expect(await find({ text: { query: '"one two"' } })).toEqual([bill]);
        expect(await find({ text: { query: 'my.logger' } })).toEqual([shipped, failed, bill]);
        expect(await find({ text: { query: '50%_' } })).toEqual([]);
        expect(await find({ task_run_id: { is_null_: false } })).toEqual([]);
        const many = Array.from({ length: 4_500 }, (_, number) =>
          line(`line ${number}`, 10 + Math.floor(number / 1000)),
        );
        await store.logs.insert(many);
        const streamed: string[] = [];
        for await (const { message } of store.logs.stream(flowRunId)) streamed.push(message);
        expect(streamed.slice(3)).toEqual(many.map(({ message }) => message));
        await store.logs.deleteByFlowRuns([flowRunId]);
        expect(await find({})).toEqual([]);
      });
    });

    describe('automations', () => {
      it('have a mark that changes when one takes the place of another within the same moment', async () => {
        const make = () => store.automations.insert(automationRow());
        const marks = [await store.automations.version()];
        let { automation } = await make();
        marks.push(await store.automations.version());
        for (let round = 0; round < 3; round += 1) {
          await store.automations.delete(automation.id);
          ({ automation } = await make());
          marks.push(await store.automations.version());
        }
        await store.automations.update(automation.id, { enabled: false });
        marks.push(await store.automations.version());
        expect(new Set(marks).size).toBe(marks.length);
        await store.automations.delete(automation.id);
        expect(await store.automations.version()).toBe(marks[0]);
      });
    });

    describe('served flows', () => {
      it('gives the flow as the worker that registered last serves it', async () => {
        const served = (name: string, workflow_type: string) => ({
          name,
          workflow_type,
          description: null,
          version: null,
          parameter_schema: { type: 'object', properties: { z: {}, a: {} } },
          retries: 1,
          retry_delay_seconds: 0.5,
        });
        const name = `served-${randomUUID()}`;
        await store.servedFlows.register({ task_queue: 'q', flows: [served(name, 'old'), served(`${name}-2`, 'x')] });
        await store.servedFlows.register({ task_queue: 'q', flows: [served(name, 'new')] });
        expect(await store.servedFlows.findByName(name)).toEqual({ ...served(name, 'new'), task_queue: 'q' });
        const listed = (await store.servedFlows.list()).filter((flow) => flow.name.startsWith(name));
        expect(listed.map((flow) => flow.workflow_type)).toEqual(['new', 'x']);
        await store.servedFlows.register({ task_queue: 'q', flows: [] });
      });
    });
  });
}
