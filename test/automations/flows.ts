// Flows that automations start, cancel and speak of.
import { sleep } from '@temporalio/workflow';
import { z } from 'zod';
import { flow, pauseFlowRun } from '../../src/sdk/index.js';

export const upstreamFlow = flow({}, async () => 'upstream flow');
export const downstreamFlow = flow({}, async () => 'downstream flow');
/** Calls another flow. */
export const callsDownstream = flow({}, async () => downstreamFlow());
export const postOrderComplete = flow({ parameters: z.object({ user_id: z.string() }) }, async ({ user_id }) => {
  return `user ${user_id} has completed an order`;
});
export const stuck = flow({}, async () => {
  await sleep('1 hour');
});
/** Pauses; then ends. */
export const asksOnce = flow({}, async () => {
  await pauseFlowRun({ timeout: null });
});
export const fails = flow({}, async () => {
  await Promise.reject(new Error('it does'));
});
