// The last records of closed runs on their way to the platform: told once the run is closed, kept while nobody answers.
import { expect, it, vi } from 'vitest';
import type { RunRecordBatch } from '../../src/domain/run-records.js';
import { SluiceError } from '../../src/domain/errors.js';
import { ClosingDeliveries, type ClosingDeliveryOptions } from '../../src/hosting/closing-deliveries.js';

const task = { workflowId: 'w', runId: 'r', historyLength: 9 };
const batchOf = (...types: string[]) =>
  ({
    flow_run: { id: 'w' },
    records: types.map((type, sequence) => ({ type, sequence })),
  }) as unknown as RunRecordBatch;

function deliveries(options: Partial<ClosingDeliveryOptions> = {}) {
  const sent: RunRecordBatch[] = [];
  const closing = new ClosingDeliveries({
    accepted: async (_task, batch) => batch,
    send: async (batch) => void sent.push(batch),
    retryDelayMs: 1,
    ...options,
  });
  return { closing, sent };
}

it('tells the platform once the run is known to be closed', async () => {
  let close: (batch: RunRecordBatch) => void = () => undefined;
  const { closing, sent } = deliveries({ accepted: () => new Promise((resolve) => (close = resolve)) });
  const batch = batchOf('flow-run-state');
  closing.add(task, batch);
  await Promise.resolve();
  expect(sent).toEqual([]);
  close(batch);
  await closing.finish();
  expect(sent).toEqual([batch]);
});

it('tells what the run did close with, when a workflow task was done again', async () => {
  const other = batchOf('flow-run-state', 'flow-run-state');
  const { closing, sent } = deliveries({ accepted: async () => other });
  closing.add(task, batchOf('flow-run-state'));
  await closing.finish();
  expect(sent).toEqual([other]);
});

it('tells nothing of a workflow task that was not accepted', async () => {
  const { closing, sent } = deliveries({ accepted: async () => null });
  closing.add(task, batchOf('flow-run-state'));
  await closing.finish();
  expect(sent).toEqual([]);
});

it('tries again while Temporal or the platform cannot be reached', async () => {
  const batch = batchOf('flow-run-state');
  const accepted = vi
    .fn<() => Promise<RunRecordBatch>>()
    .mockRejectedValueOnce(new Error('gone'))
    .mockResolvedValue(batch);
  const send = vi
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(new SluiceError('platform-unavailable'))
    .mockRejectedValueOnce(new SluiceError('too-many-requests'))
    .mockResolvedValue();
  const { closing } = deliveries({ accepted, send });
  closing.add(task, batch);
  await closing.finish();
  expect(accepted).toHaveBeenCalledTimes(2);
  expect(send).toHaveBeenCalledTimes(3);
});

it('keeps what the platform takes when it refuses one record for good', async () => {
  const taken: string[] = [];
  const { closing } = deliveries({
    async send({ records }) {
      if (records.some(({ type }) => type === 'log')) throw new SluiceError('request-invalid');
      taken.push(...records.map(({ type }) => type));
    },
  });
  closing.add(task, batchOf('task-run-state', 'log', 'flow-run-state'));
  await closing.finish();
  expect(taken).toEqual(['task-run-state', 'flow-run-state']);
});
