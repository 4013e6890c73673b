// Flows for the tests of deployments.
import { sleep } from '@temporalio/workflow';
import { z } from 'zod';
import { flow, pauseFlowRun, receiveInput } from '../../src/sdk/index.js';

export const double = flow({ parameters: z.object({ n: z.number().int() }) }, async ({ n }) => n * 2);

export const waits = flow({}, async () => {
  await pauseFlowRun({ timeout: null });
});

/** Runs until it is cancelled. */
export const sleeps = flow({}, async () => {
  await sleep('1 hour');
});

/** Does what only a program may. */
export const deploysInside = flow({}, async () => {
  await double.deploy({ name: 'from-inside', workflowsPath: 'flows.ts' });
});

/** Gives back the first text that it is sent. */
export const listens = flow({}, async () => receiveInput(z.string(), { timeout: null }).next());
