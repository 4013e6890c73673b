// A pause that depends on how a task ended.
import { flow, getRunLogger, pauseFlowRun, tasks } from 'sluice/workflow';
import { z } from 'zod';
import type { CountingTasks } from '../../src/contract/example-tasks.js';

const { taskOne } = tasks<CountingTasks>();

export const conditionalPause = flow(
  {
    description: 'Pauses only if its task succeeded.',
    parameters: z.object({
      fail: z.boolean().default(false).describe('Let the task fail'),
      timeoutSeconds: z.number().default(2).describe('How long the pause waits'),
    }),
  },
  async ({ fail, timeoutSeconds }) => {
    const logger = getRunLogger();
    const terminalState = await taskOne.withOptions({ returnState: true }).submit(fail).result();
    if (terminalState.type === 'COMPLETED') {
      logger.info('Task one succeeded! Pausing flow run..');
      await pauseFlowRun({ timeout: timeoutSeconds });
      return 'paused';
    }
    logger.info('Task one failed. Skipping pause flow run..');
    return 'skipped';
  },
);
