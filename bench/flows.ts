// The flows that are measured. bare-workflows.ts has the same on Temporal alone, under the same names.
import { flow, pauseFlowRun, tasks } from 'sluice/workflow';
import type * as work from './tasks.js';

const { echo } = tasks<typeof work>();
const local = tasks<typeof work>({ local: true }).echo;

export const empty = flow({}, async () => null);

export const oneTask = flow({}, () => echo(1));

export const sequential = flow({}, async ({ count }: { count: number }) => {
  let sum = 0;
  for (let call = 0; call < count; call += 1) sum += await echo(call);
  return sum;
});

export const sequentialLocal = flow({}, async ({ count }: { count: number }) => {
  let sum = 0;
  for (let call = 0; call < count; call += 1) sum += await local(call);
  return sum;
});

export const parallel = flow({}, async ({ count }: { count: number }) => {
  const calls = echo.map(Array.from({ length: count }, (_, call) => call));
  const values = await Promise.all(calls.map((call) => call.result()));
  return values.length;
});

export const waiting = flow({}, async () => {
  await pauseFlowRun({ timeout: null });
  return Date.now();
});
