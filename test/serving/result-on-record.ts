// A run's result for tests that read the record next: the record follows the result by some milliseconds.
import type { WorkflowHandle } from '@temporalio/client';
import { expect, vi } from 'vitest';

const WAIT = { timeout: 40_000, interval: 50 };

/** What a run gives or throws, once what is asked for is on record. */
export async function resultOnRecord(handle: WorkflowHandle, isOnRecord: () => Promise<boolean>): Promise<unknown> {
  try {
    return await handle.result();
  } finally {
    await vi.waitFor(async () => expect(await isOnRecord()).toBe(true), WAIT);
  }
}
