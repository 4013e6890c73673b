// Flows for the tests of services: each does the one thing a test needs of a run on Temporal.
import { sleep } from '@temporalio/workflow';
import { z } from 'zod';
import { flow, pauseFlowRun, receiveInput, suspendFlowRun, tasks } from '../../src/sdk/index.js';
import type { ServedTasks } from './served-tasks.js';

const { countUp, failUntil } = tasks<ServedTasks>();

export const addOne = flow(
  { parameters: z.strictObject({ n: z.number().int(), deep: z.object({ list: z.array(z.string()) }).optional() }) },
  async ({ n }) => n + 1,
);

export const waits = flow({}, async () => {
  await pauseFlowRun({ timeout: null });
  return 'resumed';
});

export const suspends = flow({}, async () => {
  await suspendFlowRun({ timeout: null });
  return 'resumed';
});

export const sleeps = flow({}, async () => {
  await sleep('1 hour');
});

/** Its first task runs once however often the run is retried; its second fails until it is allowed. */
export const failsLate = flow({ parameters: z.object({ key: z.string() }) }, async ({ key }) => {
  const count = await countUp(key);
  await failUntil(key);
  return count;
});

/** Gives back the first number that it is sent. */
export const listens = flow({}, async () => receiveInput(z.number(), { timeout: null }).next());
