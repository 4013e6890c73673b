// What the flows of flows.ts come to when written on Temporal alone: the yardstick.
import {
  condition,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  type ActivityInterfaceFor,
} from '@temporalio/workflow';
import type * as work from './tasks.js';

type Work = ActivityInterfaceFor<typeof work>;
const { echo } = proxyActivities<Work>({ startToCloseTimeout: '1 minute' });
const local = proxyLocalActivities<Work>({ startToCloseTimeout: '1 minute' }).echo;

export async function empty(): Promise<null> {
  return null;
}

export async function oneTask(): Promise<number> {
  return echo(1);
}

export async function sequential({ count }: { count: number }): Promise<number> {
  let sum = 0;
  for (let call = 0; call < count; call += 1) sum += await echo(call);
  return sum;
}

export async function sequentialLocal({ count }: { count: number }): Promise<number> {
  let sum = 0;
  for (let call = 0; call < count; call += 1) sum += await local(call);
  return sum;
}

export async function parallel({ count }: { count: number }): Promise<number> {
  const values = await Promise.all(Array.from({ length: count }, (_, call) => echo(call)));
  return values.length;
}

export async function waiting(): Promise<number> {
  let resumed = false;
  const resume = defineUpdate<{ status: string }, [unknown]>('resume');
  const handle = (_request: unknown): { status: string } => {
    resumed = true;
    return { status: 'ACCEPT' };
  };
  setHandler(resume, handle, { validator: (_request: unknown): void => undefined });
  await condition(() => resumed);
  return Date.now();
}
