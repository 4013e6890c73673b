// Flows that run deployments of each other.
import { z } from 'zod';
import { flow, pauseFlowRun, runDeployment, suspendFlowRun, type DeploymentRun } from '../../src/sdk/index.js';

export const double = flow({ parameters: z.object({ n: z.number().int() }) }, async ({ n }) => n * 2);

export const fails = flow({}, async () => {
  await Promise.resolve();
  throw new Error('it broke');
});

export const waits = flow({}, async () => {
  await pauseFlowRun({ timeout: null });
});

const options = z.object({
  deployment: z.string(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  timeout: z.union([z.number(), z.string()]).optional(),
  asSubflow: z.boolean().optional(),
  scheduledTime: z.string().optional(),
  idempotencyKey: z.string().optional(),
  tags: z.array(z.string()).optional(),
});

export const runs = flow({ parameters: options }, ({ deployment, ...rest }) => runDeployment(deployment, rest));

/** Comes to the same calls in two passes. */
export const runsAcrossSuspension = flow(
  { parameters: z.object({ deployment: z.string() }) },
  async ({ deployment }) => {
    const first = await runDeployment(deployment, { parameters: { n: 1 } });
    await suspendFlowRun({ timeout: null });
    const second = await runDeployment(deployment, { parameters: { n: 2 } });
    return [first, second] satisfies DeploymentRun[];
  },
);

/** Is suspended from outside while it waits. */
export const waitsAcrossSuspension = flow(
  { parameters: z.object({ deployment: z.string() }) },
  async ({ deployment }) => runDeployment(deployment, { asSubflow: false }),
);
