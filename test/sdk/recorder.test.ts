// The record of a run: in order, in batches, nothing lost and nothing twice, whatever the platform does meanwhile.
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CLOSING_RECORDS_MEMO } from '../../src/contract/messages.js';
import { serveFlows, until, type FlowServer } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { countOf, openGate, work } from './work.js';

const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  const flows = fileURLToPath(new URL('./flows/index.ts', import.meta.url));
  server = await serveFlows(flows, recorded.platform, work);
});
afterAll(() => server.stop());
afterEach(() => {
  recorded.away = false;
  recorded.lostAnswers = 0;
  recorded.refuses = () => false;
});

/** The activities that a run scheduled. */
const activitiesIn = (events: History['events']) =>
  (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name ?? []);

const batchesOf = (id: string) => recorded.batches.filter(({ flow_run }) => flow_run.id === id);

describe('the record of a run', () => {
  it('is one batch for a short run', async () => {
    const run = await server.start('anything', {});
    await run.result();
    expect(batchesOf(run.id).map(({ records }) => records.length)).toEqual([3]);
  });

  it('is not closed with when its parameters are large: a memo is no place for them', async () => {
    for (const [text, isClosedWith] of [
      ['short', true],
      ['long'.repeat(40_000), false],
    ] as const) {
      const run = await server.start('anything', { text });
      await run.result();
      const { memo } = await run.handle.describe();
      expect(CLOSING_RECORDS_MEMO in (memo ?? {})).toBe(isClosedWith);
      expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Completed']);
    }
  });

  it('goes by the hundred for a long one', async () => {
    const run = await server.start('many', { tasks: 300 });
    await run.result();
    expect(recorded.recordsOf(run.id)).toHaveLength(3 + 3 * 300);
    for (const { records } of batchesOf(run.id)) expect(records.length).toBeLessThanOrEqual(200);
  });

  it('says that a run is running while its first task still is', async () => {
    const run = await server.start('holding', { key: 'r1' });
    await until('the record', () => recorded.stateNames(run.id).includes('Running'));
    expect(countOf('r1')).toBe(1);
    openGate('r1');
    await run.result();
    // Its worker told that: it cost the run neither an activity nor a workflow task.
    const { events } = await run.handle.fetchHistory();
    expect(
      events?.filter(({ workflowTaskScheduledEventAttributes }) => workflowTaskScheduledEventAttributes),
    ).toHaveLength(2);
    expect(activitiesIn(events)).toEqual(['hold']);
  });

  it('comes from the run itself after a while when its worker does not tell it', async () => {
    const workflowId = randomUUID();
    let calls = 0;
    recorded.refuses = ({ flow_run }) => flow_run.id === workflowId && calls++ === 0;
    const run = await server.start('holding', { key: 'r4' }, { workflowId });
    await until('the record', () => recorded.stateNames(run.id).includes('Running'));
    openGate('r4');
    await run.result();
    const { events } = await run.handle.fetchHistory();
    expect(activitiesIn(events)).toContain('sluiceRecordRun');
  });

  it('follows when the platform was away: the run went on, and nothing is lost', async () => {
    recorded.away = true;
    const run = await server.start('retriedFlow', { key: 'r2', failures: 1 });
    await until('the work to be done', () => countOf('r2 attempt') === 2);
    const calls = recorded.recordCalls;
    await until('the platform to be asked again', () => recorded.recordCalls > calls + 1);
    expect(recorded.recordsOf(run.id)).toEqual([]);
    recorded.away = false;
    expect(await run.result()).toEqual([1, 2]);
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'AwaitingRetry', 'Running', 'Completed']);
  });

  it('is drained before a suspension, also when the platform is away', async () => {
    recorded.away = true;
    const run = await server.start('suspending', { key: 'r3' });
    await run.paused({ kind: 'suspended' });
    const calls = recorded.recordCalls;
    await until('the platform to be asked again', () => recorded.recordCalls > calls + 1);
    recorded.away = false;
    await run.suspended();
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Suspended']);
    await run.resume();
    await run.result();
  });

  it('has nothing twice when answers are lost', async () => {
    recorded.lostAnswers = 3;
    const run = await server.start('many', { tasks: 20 });
    await run.result();
    expect(recorded.lostAnswers).toBe(0);
    const ids = recorded.recordsOf(run.id).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(3 + 3 * 20);
  });

  it('that the platform refuses does not stop the run; what it takes is kept', async () => {
    const isBad = ({ type }: { type: string }) => type === 'log';
    recorded.refuses = ({ records }) => records.some(isBad);
    const run = await server.start('logging');
    await run.result();
    expect(recorded.refusedRecords).toBe(2);
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Completed']);
  });
});
