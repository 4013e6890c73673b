// Recording runs: whatever is sent again, late or by two at once, the record is the same as if each record came once.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/domain/run-records.js';
import { createFlowRun } from '../../src/services/flow-runs/create-flow-run.js';
import { endLeftBehind } from '../../src/services/flow-runs/end-left-behind.js';
import { proposeToRecord } from '../../src/services/flow-runs/propose-to-record.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { createFlow } from '../../src/services/flows/create-flow.js';
import { recordRun } from '../../src/services/records/record-run.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { openTestContext } from '../api/context.js';
import { flowRunHead, RecordWriter } from '../store/records.js';

let context: ServiceContext;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ context, close } = await openTestContext());
});
afterAll(() => close());

/** A run that pauses, resumes, has a task that is retried, and completes. */
function wholeRun(head = flowRunHead()): RecordWriter {
  return new RecordWriter(head)
    .state({ type: 'PENDING' }, 0)
    .state({ type: 'RUNNING' }, 1)
    .rename('order-7')
    .log('begins')
    .task('0', { type: 'PENDING' }, 0)
    .task('0', { type: 'RUNNING' }, 1)
    .task('1', { type: 'PENDING' }, 0)
    .task('0', { type: 'SCHEDULED', name: 'AwaitingRetry' }, 1)
    .task('0', { type: 'RUNNING', name: 'Retrying' }, 2)
    .task('0', { type: 'COMPLETED', data: { value: 1 } }, 2)
    .input('paused-1-schema', { type: 'object', properties: { z: {}, a: {} } })
    .state({ type: 'PAUSED', state_details: { pause_key: '1' } }, 1)
    .push({
      type: 'decision',
      decision: {
        id: randomUUID(),
        pause_key: '1',
        kind: 'paused',
        outcome: 'resumed',
        actor: 'ann',
        decided_at: '2026-01-01T00:00:12.000000Z',
        paused_at: '2026-01-01T00:00:11.000000Z',
        answer: { a: 1 },
        schema: null,
        initial_data: null,
        description: null,
        idempotency_key: null,
      },
    })
    .state({ type: 'RUNNING' }, 1)
    .log('ends')
    .state({ type: 'COMPLETED' }, 1);
}

/** Everything on record about a run. */
async function everything({ head }: RecordWriter) {
  const { store } = context;
  const stored = await store.flowRuns.find(head.id);
  const flow_runs = { operator: 'and_' as const, id: { any_: [head.id] } };
  const tasks = await store.taskRuns.list({ flow_runs }, 'NAME_ASC', { limit: 200, offset: 0 });
  const logs = { operator: 'and_' as const, flow_run_id: { any_: [head.id] } };
  return {
    run: stored && { ...stored, flowRun: { ...stored.flowRun, updated: null, created: null } },
    states: await store.flowRunStates.listByRun(head.id),
    tasks: tasks.map(({ taskRun }) => ({ ...taskRun, updated: null, created: null })),
    taskStates: await Promise.all(tasks.map(({ taskRun }) => store.taskRunStates.listByRun(taskRun.id))),
    logs: (await store.logs.list(logs, 'TIMESTAMP_ASC', { limit: 200, offset: 0 })).map(({ message }) => message),
    inputs: (await store.runInputs.list(head.id, '', 200, [])).map(({ key, value }) => [key, value]),
    decisions: await store.decisions.listByRun(head.id),
  };
}

/** Without what depends on the run's ids and on the instant of reading. */
function normal(value: unknown, { head }: RecordWriter): unknown {
  const text = JSON.stringify(value, (key, entry: unknown) => (key.startsWith('estimated_') ? undefined : entry));
  return JSON.parse(text.replaceAll(head.id, 'ID').replaceAll(/"[0-9a-f-]{36}"/g, '"uuid"')) as unknown;
}

const send = ({ head }: RecordWriter, records: readonly RunRecord[]) =>
  recordRun(context, { flow_run: head, records: [...records] });

describe('a run started by somebody else', () => {
  it('gets its row, its states, tasks, logs, inputs and decisions from its records', async () => {
    const run = wholeRun();
    await send(run, run.records);
    const record = await everything(run);
    expect(record.run!.flowRun).toMatchObject({
      name: 'order-7',
      state_type: 'COMPLETED',
      run_count: 1,
      start_time: '2026-01-01T00:00:01.000000Z',
      end_time: '2026-01-01T00:00:15.000000Z',
      total_run_time: 12,
      expected_start_time: '2026-01-01T00:00:00.000000Z',
      workflow_id: run.head.workflow_id,
      task_queue: 'orders',
      parameters: { n: 1 },
      tags: ['t'],
    });
    expect(record.states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING', 'PAUSED', 'RUNNING', 'COMPLETED']);
    expect(record.tasks).toMatchObject([
      { name: 'fetch-0', state_type: 'COMPLETED', run_count: 2, total_run_time: 3, flow_run_run_count: 1 },
      { name: 'fetch-1', state_type: 'PENDING', run_count: 0 },
    ]);
    expect(record.taskStates.map((states) => states.map(({ name }) => name))).toEqual([
      ['Pending', 'Running', 'AwaitingRetry', 'Retrying', 'Completed'],
      ['Pending'],
    ]);
    expect(record.logs).toEqual(['begins', 'ends']);
    expect(record.inputs).toEqual([['paused-1-schema', '{"type":"object","properties":{"z":{},"a":{}}}']]);
    expect(record.decisions).toMatchObject([{ actor: 'ann', answer: { a: 1 } }]);
    expect((await context.store.flows.find(record.run!.flowRun.flow_id))!.name).toBe('orders');
  });

  it('is recorded the same however its records are cut, repeated and raced', async () => {
    const reference = wholeRun();
    await send(reference, reference.records);
    const expected = await everything(reference);
    const size = reference.records.length;
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: size - 1 }), { maxLength: 5 });
    const repeats = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(cuts, repeats, fc.boolean(), async (cutAt, repeated, raced) => {
        const run = wholeRun();
        const edges = [0, ...[...cutAt].sort((a, b) => a - b), size];
        const batches = edges.slice(1).map((end, index) => run.records.slice(edges[index], end));
        for (const [index, batch] of batches.entries()) {
          if (raced) await Promise.all([send(run, batch), send(run, batch)]);
          else await send(run, batch);
          for (const [after, which] of repeated) {
            if (after === index && which <= index) await send(run, batches[which]!);
          }
        }
        await send(run, run.records);
        const got = await everything(run);
        expect(normal(got, run)).toEqual(normal(expected, reference));
      }),
      { numRuns: 15 },
    );
  });

  it('writes all of a batch or nothing', async () => {
    const run = wholeRun();
    const broken = { ...run.records[3]!, timestamp: 'no instant' } as RunRecord;
    await expect(send(run, [...run.records.slice(0, 3), broken])).rejects.toThrow();
    expect(await context.store.flowRuns.find(run.head.id)).toBeUndefined();
    await send(run, run.records);
    expect((await readFlowRun(context, run.head.id)).state_type).toBe('COMPLETED');
  });
});

describe('runs that tell at once', () => {
  it('are recorded as if each told alone, however many share a transaction', async () => {
    const reference = wholeRun();
    await send(reference, reference.records);
    const expected = await everything(reference);
    const runs = Array.from({ length: 90 }, () => wholeRun());
    const begun = runs.filter((_, index) => index % 2 === 0);
    await Promise.all(begun.map((run) => send(run, run.records.slice(0, 6))));
    await Promise.all([...runs, ...begun].map((run) => send(run, run.records)));
    for (const run of runs) expect(normal(await everything(run), run)).toEqual(normal(expected, reference));
  });

  it('do not keep each other back: a batch that cannot be written is refused alone', async () => {
    const runs = Array.from({ length: 6 }, () => wholeRun());
    const sent = runs.map((run, index) => {
      const broken = { ...run.records[3]!, timestamp: 'no instant' } as RunRecord;
      return send(run, index === 3 ? [...run.records.slice(0, 3), broken] : run.records);
    });
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, true, true, false, true, true]);
    const found = await Promise.all(runs.map(({ head }) => context.store.flowRuns.find(head.id)));
    expect(found.map((run) => run?.flowRun.state_type)).toEqual([
      ...['COMPLETED', 'COMPLETED', 'COMPLETED'],
      undefined,
      ...['COMPLETED', 'COMPLETED'],
    ]);
  });
});

describe('a run the platform has a row of', () => {
  async function createdRun(): Promise<RecordWriter> {
    const { flow } = await createFlow(context, { name: `f-${randomUUID()}`, tags: [], labels: {} });
    const request = {
      flow_id: flow.id,
      parameters: {},
      context: {},
      tags: ['own'],
      labels: { a: 1 },
      name: 'own-name',
    };
    const { flowRun } = await createFlowRun(context, request);
    return new RecordWriter(flowRunHead({ id: flowRun.id, flow_name: flow.name, name: 'own-name' }));
  }

  it('keeps what it was created with, and its first state', async () => {
    const run = (await createdRun()).state({ type: 'RUNNING' }, 1);
    await send(run, run.records);
    const { run: stored, states } = await everything(run);
    expect(stored!.flowRun).toMatchObject({ name: 'own-name', tags: ['own'], labels: { a: 1 }, run_count: 1 });
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING']);
  });

  it('keeps its states in the order they were entered, also when the run’s clock is behind', async () => {
    const run = (await createdRun()).state({ type: 'RUNNING' }, 1).state({ type: 'COMPLETED' }, 1);
    await send(run, run.records);
    const { states, run: stored } = await everything(run);
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING', 'COMPLETED']);
    expect(new Set(states.map(({ timestamp }) => timestamp)).size).toBe(3);
    expect(stored!.flowRun.state_type).toBe('COMPLETED');
  });

  it('is not moved again by records from before it was ended from outside', async () => {
    const run = (await createdRun()).state({ type: 'RUNNING' }, 1);
    await proposeToRecord(context, run.head.id, { state: { type: 'CRASHED' }, force: true });
    await send(run, run.records);
    expect((await readFlowRun(context, run.head.id)).state_type).toBe('CRASHED');
    run.state({ type: 'CANCELLED' }, 1);
    await send(run, run.records);
    expect((await readFlowRun(context, run.head.id)).state_type).toBe('CANCELLED');
  });

  it('leaves its tasks as they were ended with it, whatever of before they tell later', async () => {
    const run = (await createdRun()).state({ type: 'RUNNING' }, 1).task('0', { type: 'PENDING' }, 0);
    await send(run, run.records);
    await endLeftBehind(context, run.head.id, 'CRASHED');
    run.task('0', { type: 'RUNNING' }, 1);
    await send(run, run.records);
    const { tasks, taskStates } = await everything(run);
    expect(tasks.map(({ state_type }) => state_type)).toEqual(['CRASHED']);
    expect(taskStates[0]?.map(({ type }) => type).sort()).toEqual(['CRASHED', 'PENDING', 'RUNNING']);
  });

  it('enters Cancelling once, whoever says it first', async () => {
    const run = (await createdRun()).state({ type: 'RUNNING' }, 1);
    await send(run, run.records);
    await proposeToRecord(context, run.head.id, { state: { type: 'CANCELLING' }, force: true });
    run.state({ type: 'CANCELLING' }, 1).state({ type: 'CANCELLED' }, 1);
    await send(run, run.records);
    const { states } = await everything(run);
    expect(states.map(({ type }) => type)).toEqual(['PENDING', 'RUNNING', 'CANCELLING', 'CANCELLED']);
  });

  it('takes the states of a task that somebody else recorded for the same call as far as it can', async () => {
    const run = (await createdRun()).state({ type: 'RUNNING' }, 1).task('0', { type: 'RUNNING' }, 1);
    const other = { id: randomUUID(), task_key: 'fetch', dynamic_key: '0', flow_run_id: run.head.id, name: 'theirs' };
    await context.store.taskRuns.insert([
      { ...other, tags: [], labels: {}, task_inputs: {}, empirical_policy: {} as never },
    ]);
    await send(run, run.records);
    const { tasks, run: stored } = await everything(run);
    expect(tasks.map(({ id }) => id)).toEqual([other.id]);
    expect(stored!.recordSequence).toBe(1);
  });
});
