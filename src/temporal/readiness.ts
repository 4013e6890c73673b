// Waits until a Temporal server takes runs: it answers, the namespace is there, and our search attributes are known.
// Right after its start a server accepts connections before any of that is true, and a first run would fail.
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../contract/messages.js';
import { SluiceError } from '../domain/errors.js';

export interface ReadinessOptions {
  /** `host:port`. */
  readonly address: string;
  readonly namespace: string;
  readonly timeoutMs: number;
  /** Gives up early. @default never */
  readonly signal?: AbortSignal;
}

const ATTEMPT_MS = 2_000;
const PAUSE_MS = 50;

/** Resolves once the server takes runs; throws `temporal-unavailable` when it does not in time. */
export async function waitForTemporal(options: ReadinessOptions): Promise<void> {
  const { address, namespace, timeoutMs, signal } = options;
  const deadline = Date.now() + timeoutMs;
  const connection = Connection.lazy({ address, connectTimeout: ATTEMPT_MS });
  let last = 'no answer';
  try {
    while (Date.now() < deadline && !signal?.aborted) {
      try {
        const missing = await connection.withDeadline(Date.now() + ATTEMPT_MS, () =>
          findMissing(connection, namespace),
        );
        if (missing.length === 0) return;
        last = `search attributes ${missing.join(', ')} are missing`;
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
      }
      await delay(PAUSE_MS);
    }
  } finally {
    await connection.close();
  }
  throw new SluiceError(
    'temporal-unavailable',
    `Temporal at ${address} was not ready in ${timeoutMs / 1000} s: ${last}.`,
  );
}

async function findMissing(connection: Connection, namespace: string): Promise<string[]> {
  await connection.workflowService.describeNamespace({ namespace });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(SEARCH_ATTRIBUTES).filter((name) => !Object.hasOwn(customAttributes ?? {}, name));
}
