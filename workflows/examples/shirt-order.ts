// An order with a rule across its fields. Once as Sluice checks it, before the pause ends, so that whoever answers is
// told; and once as the reference does, after the resume, where the flow loops until the order is valid.
import { flow, getRunLogger, pauseFlowRun, runInput, ValidationError } from 'sluice/workflow';
import { z } from 'zod';

const ShirtOrder = runInput(
  'ShirtOrder',
  z
    .strictObject({
      size: z.enum(['small', 'medium', 'large', 'xlarge']),
      color: z.enum(['red', 'green', 'black']),
    })
    .refine((order) => !(order.color === 'green' && order.size === 'small'), {
      message: 'Green is only in-stock for medium, large, and XL sizes.',
      path: ['color'],
    }),
);

export const getShirtOrder = flow({ description: 'Waits for a shirt order that is in stock.' }, async () => {
  const order = await pauseFlowRun({ waitForInput: ShirtOrder });
  getRunLogger().info(`Shirt order: ${order.size}, ${order.color}`);
  return order;
});

export const getShirtOrderLooping = flow(
  { description: 'Asks again until the shirt order is in stock; checks after the resume.' },
  async () => {
    const logger = getRunLogger();
    for (;;) {
      try {
        const order = await pauseFlowRun({ waitForInput: ShirtOrder, customValidation: 'after-resume' });
        logger.info(`Shirt order: ${order.size}, ${order.color}`);
        return order;
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        logger.error(`Invalid size and color combination: ${error.message}`);
      }
    }
  },
);
