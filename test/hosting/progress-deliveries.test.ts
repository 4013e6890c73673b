// The records of runs under way on their way to the platform: only of workflow tasks that were accepted, in order, and none
// that the run has sent itself.
import { describe, expect, it, vi } from 'vitest';
import type { RunNews } from '../../src/contract/messages.js';
import type { RunRecordBatch } from '../../src/domain/run-records.js';
import { SluiceError } from '../../src/domain/errors.js';
import { ProgressDeliveries, type ProgressDeliveryOptions } from '../../src/hosting/progress-deliveries.js';

const taskAt = (historyLength: number) => ({ workflowId: 'w', runId: 'r', historyLength });
const recordsOf = (...sequences: number[]) =>
  sequences.map((sequence) => ({ sequence })) as unknown as RunNews['records'];

function news(sequences: number[], { first = false, durableBelow = 0 } = {}): RunNews {
  const head = first ? ({ id: 'w', name: 'owl' } as RunNews['head']) : null;
  return { flow_run_id: 'w', head, records: recordsOf(...sequences), durable_below: durableBelow };
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 10_000, interval: 1 });

function deliveries(options: Partial<ProgressDeliveryOptions> = {}) {
  const sent: number[][] = [];
  const accepted = vi.fn(options.accepted ?? (async () => true));
  const progress = new ProgressDeliveries({
    send: async ({ records }) => void sent.push(records.map(({ sequence }) => sequence)),
    delayMs: 1,
    ...options,
    accepted,
  });
  return { progress, sent, accepted };
}

describe('the record of a run under way', () => {
  it('is told when its workflow task is known to be accepted', async () => {
    let isAccepted: boolean | null = null;
    const { progress, sent, accepted } = deliveries({ accepted: async () => isAccepted, delayMs: 50 });
    progress.add(taskAt(3), news([0, 1], { first: true }));
    await until(() => accepted.mock.calls.length > 1);
    expect(sent).toEqual([]);
    isAccepted = true;
    await until(() => sent.length > 0);
    expect(sent).toEqual([[0, 1]]);
  });

  it('is told without asking once the same sandbox has gone on, but for what is newest', async () => {
    const { progress, sent, accepted } = deliveries({ accepted: async () => null });
    progress.add(taskAt(3), news([0, 1], { first: true }));
    progress.add(taskAt(9), news([2]));
    await until(() => accepted.mock.calls.length > 0);
    expect(sent).toEqual([[0, 1]]);
    expect(accepted.mock.calls[0]?.[0]).toEqual(taskAt(9));
  });

  it('is not told when the workflow task was done again; the next sandbox begins anew', async () => {
    let isAccepted = false;
    const { progress, sent, accepted } = deliveries({ accepted: async () => isAccepted });
    progress.add(taskAt(3), news([0, 1, 2], { first: true }));
    await until(() => accepted.mock.calls.length > 0);
    progress.add(taskAt(6), news([3]));
    isAccepted = true;
    progress.add(taskAt(6), news([0, 1], { first: true }));
    await until(() => sent.length > 0);
    expect(sent).toEqual([[0, 1]]);
  });

  it('is left to the run for what the run sent, and the other way round', async () => {
    const { progress, sent } = deliveries();
    progress.add(taskAt(3), news([0, 1, 2], { first: true }));
    progress.add(taskAt(3), news([3], { durableBelow: 2 }));
    await until(() => sent.length > 0);
    expect(sent).toEqual([[2, 3]]);
    const batch = { flow_run: { id: 'w' }, records: recordsOf(3, 4) } as unknown as RunRecordBatch;
    expect(progress.undelivered(batch).map(({ sequence }) => sequence)).toEqual([4]);
    const other = { flow_run: { id: 'other' }, records: recordsOf(0) } as unknown as RunRecordBatch;
    expect(progress.undelivered(other)).toHaveLength(1);
  });

  it("is told again while nobody answers, and is the run's own again when it is refused", async () => {
    const send = vi
      .fn<(batch: RunRecordBatch) => Promise<void>>()
      .mockRejectedValueOnce(new SluiceError('platform-unavailable'))
      .mockRejectedValueOnce(new SluiceError('request-invalid'))
      .mockResolvedValue();
    const { progress, accepted } = deliveries({ send });
    progress.add(taskAt(3), news([0], { first: true }));
    await until(() => send.mock.calls.length === 2);
    progress.add(taskAt(9), news([1]));
    progress.add(taskAt(12), news([0, 1, 2], { first: true }));
    await until(() => send.mock.calls.length === 3);
    expect(send.mock.calls[2]?.[0].records.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    expect(accepted.mock.calls.at(-1)?.[0]).toEqual(taskAt(12));
  });

  it('goes in batches of two hundred, and is forgotten when the run closes', async () => {
    const { progress, sent } = deliveries();
    progress.add(taskAt(3), news([...Array(450).keys()], { first: true }));
    await until(() => sent.length === 3);
    expect(sent.map((batch) => [batch[0], batch.length])).toEqual([
      [0, 200],
      [200, 200],
      [400, 50],
    ]);
    progress.add(taskAt(9), news([450]));
    progress.forget('w');
    progress.add(taskAt(3), { ...news([0], { first: true }), flow_run_id: 'v' });
    await until(() => sent.length === 4);
    expect(sent[3]).toEqual([0]);
  });
});
