// Flows whose deployments events start: with the event as a parameter, with who it is about, or one after the other.
import { flow, getRunLogger } from 'sluice/workflow';
import { z } from 'zod';

export const decoratedFn = flow(
  { description: 'Tells of the event it was started with.', parameters: z.object({ param_1: z.string() }) },
  async ({ param_1 }) => {
    getRunLogger().info(param_1);
    return param_1;
  },
);

export const upstreamFlow = flow({ description: 'Comes first.' }, async () => {
  getRunLogger().info('upstream flow');
});

export const downstreamFlow = flow({ description: 'Comes after another.' }, async () => {
  getRunLogger().info('downstream flow');
});

export const postOrderComplete = flow(
  { description: 'Follows an order that is complete.', parameters: z.object({ user_id: z.string() }) },
  async ({ user_id }) => {
    getRunLogger().info(`User ${user_id} has completed an order -- doing stuff now`);
    return user_id;
  },
);
