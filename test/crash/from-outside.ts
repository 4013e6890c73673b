// What a crash test does to the running product, and what it reads and leaves in the folder that its tasks write their traces
// in (tasks.ts).
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect } from 'vitest';
import { findProcess, isAlive, PATIENCE } from '../dev/dev-process.js';

const PARTS = { worker: /worker start/, server: /server start(?!-)/, temporal: /temporal server start-dev/ } as const;
export type Part = keyof typeof PARTS;

/** Kills a part of the product without a word, and waits until it is gone. */
export async function kill(dataDir: string, part: Part): Promise<void> {
  const pid = await findProcess(dataDir, PARTS[part]);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => isAlive(pid), PATIENCE).toBe(false);
}

/** How often a task was called under a key. */
export async function callsOf(folder: string, key: string): Promise<number> {
  return (await readFile(join(folder, `${key}.calls`), 'utf8').catch(() => '')).length;
}

/** Lets a task that is held under a key go on. */
export async function openGate(folder: string, key: string): Promise<void> {
  await writeFile(join(folder, `${key}.open`), '');
}

/** What the running task of a workflow said last by a heartbeat, as Temporal knows it: JSON, or nothing. */
export async function progressOf(temporalAddress: string, workflowId: string): Promise<string | undefined> {
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const { raw } = await new Client({ connection }).workflow.getHandle(workflowId).describe();
    const [details] = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? [];
    return details?.data ? Buffer.from(details.data).toString('utf8') : undefined;
  } finally {
    await connection.close();
  }
}
