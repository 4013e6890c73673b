// Lists, counts and filters of flow runs: what every store must find, whatever is behind it. Part of store.suite.ts.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FlowRunFilter } from '../../src/domain/filters/flow-run-filter.js';
import { flowRunFilterSchema } from '../../src/domain/filters/flow-run-filter.js';
import { taskRunFilterSchema } from '../../src/domain/filters/task-run-filter.js';
import { flowFilterSchema } from '../../src/domain/filters/flow-filter.js';
import type { RunFilters } from '../../src/domain/filters/run-filters.js';
import type { Store } from '../../src/store/store.js';
import { flowRunRow, insertFlow, NOW, taskRunRow } from './records.js';

export function describeFlowRunLists(opened: () => Store): void {
  let store: Store;
  beforeAll(() => {
    store = opened();
  });
  describe('lists of flow runs', () => {
    const flowName = `lists-${randomUUID()}`;
    let flowId: string;
    const ids: Record<string, string> = {};
    beforeAll(async () => {
      flowId = await insertFlow(store, flowName, ['prod']);
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
      expect((await store.flows.list({ flow_runs }, 'NAME_ASC', { limit: 10, offset: 0 })).map(({ id }) => id)).toEqual(
        [flowId],
      );
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
}
