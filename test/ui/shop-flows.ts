// The flows of a small shop: one that asks a person with a form, one that suspends, one that fails in spite of its retries,
// one that listens, one that just works. What the views are looked at with.
import {
  flow,
  getRunLogger,
  pauseFlowRun,
  receiveInput,
  runInput,
  suspendFlowRun,
  tasks,
  withInitialData,
} from 'sluice/workflow';
import { z } from 'zod';
import type * as activities from './shop-tasks.js';

const { countStock, fetchPrices, fetchQuote, sumUp } = tasks<typeof activities>();

export const checkStock = flow({ description: 'Counts what is on the shelf.' }, async ({ item }: { item: string }) =>
  countStock(item),
);

const Approval = runInput('Approval', {
  approved: z.boolean().describe('Orders are placed as soon as this is answered.'),
  amount: z.number().int().min(1).max(500).describe('How many to order.'),
  delivery: z.enum(['standard', 'express', 'collect']).default('standard'),
  addresses: z
    .array(z.object({ shop: z.string().min(1).describe('As on the sign'), boxes: z.number().int().default(1) }))
    .min(1),
  note: z.string().optional().describe('For the supplier.'),
});

export const approvePurchase = flow(
  {
    description: 'Asks a person before something is bought.',
    parameters: z.object({ item: z.string(), amount: z.number() }),
  },
  async ({ item, amount }) => {
    const logger = getRunLogger();
    const price = await fetchQuote.withOptions({ retries: 2, retryDelaySeconds: 0.5 })(
      item,
      amount,
      `${item} ${amount}`,
    );
    logger.info(`${amount} of ${item} cost ${price}`);
    const left = await checkStock.withOptions({ name: 'check-stock' })({ item });
    if (left < amount) logger.warning(`Only ${left} of ${item} are left`);
    const description = `
**${amount} × ${item}** cost **€ ${price.toFixed(2)}**.

| on the shelf | sold last week |
| ------------ | -------------- |
| ${left}      | ${amount}      |

The [price list](https://shop.example/prices) is from today.
`;
    const defaults = { description, amount, addresses: [{ shop: 'Harbour Street', boxes: 2 }] };
    const answer = await pauseFlowRun({ waitForInput: withInitialData(Approval, defaults), timeout: '2 days' });
    logger.info(answer.approved ? `Ordered ${answer.amount} of ${item}` : 'Not ordered');
    return answer;
  },
);

export const countShelves = flow(
  { description: 'Waits until somebody has counted.' },
  async ({ item }: { item: string }) => {
    await countStock(item);
    await suspendFlowRun({ timeout: null });
    return countStock(item);
  },
);

export const syncPrices = flow(
  { description: 'Fetches the prices of a supplier.' },
  async ({ supplier }: { supplier: string }) => {
    getRunLogger().info(`Asking ${supplier}`);
    return fetchPrices.withOptions({ retries: 2, retryDelaySeconds: 0.3 })(supplier);
  },
);

export const answerCustomers = flow({ description: 'Talks to customers.' }, async () => {
  const asked: string[] = [];
  for await (const question of receiveInput(z.string(), { timeout: null })) asked.push(question);
  return asked;
});

export const dailyReport = flow(
  { description: 'Sums the orders of a day up.' },
  async ({ day, rows }: { day: string; rows: number }) => {
    const logger = getRunLogger();
    logger.info(`Reading the orders of ${day}`);
    const [first, second] = await Promise.all([sumUp(day, rows), sumUp(day, 2)]);
    logger.info(`${first}, ${second}`);
    return first;
  },
);
