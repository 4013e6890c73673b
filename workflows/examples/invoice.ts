// An invoice: each of its lines is priced by a subflow, a run of its own that shows in the record. What the exchange office
// says is cached across runs, and the rate of the tax is a variable that people can set while everything runs.
import { flow, getRunLogger, INPUTS, tasks, TASK_SOURCE, Variable } from 'sluice/workflow';
import { z } from 'zod';
import type { PriceTasks } from '../../src/contract/example-tasks.js';

const { exchangeRate } = tasks<PriceTasks>({ retries: 2, retryDelaySeconds: 1 });

const Line = z.object({ item: z.string(), price: z.number().min(0), currency: z.string().length(3) });

export const priceLine = flow(
  {
    description: 'Prices one line of an invoice in euros, with tax.',
    flowRunName: 'price of {item}',
    parameters: Line,
  },
  async ({ price, currency }) => {
    // Runs share what the task gave for the same currency, for an hour.
    const cached = exchangeRate.withOptions({ cachePolicy: INPUTS.plus(TASK_SOURCE), cacheExpirationSeconds: 3600 });
    const rate = await cached(currency);
    const taxPercent = (await Variable.get<number>('tax_percent')) ?? 20;
    return Math.round(price * rate * (100 + taxPercent)) / 100;
  },
);

export const invoice = flow(
  {
    description: 'Adds up an invoice; lines that cannot be priced are left out and named.',
    parameters: z.object({ lines: z.array(Line).default([{ item: 'shirt', price: 20, currency: 'USD' }]) }),
  },
  async ({ lines }) => {
    const states = await Promise.all(lines.map((line) => priceLine.withOptions({ returnState: true })(line)));
    const prices = states.flatMap(({ type, data }) => (type === 'COMPLETED' ? [data as number] : []));
    const unpriced = lines.filter((_, index) => states[index]?.type !== 'COMPLETED').map(({ item }) => item);
    if (unpriced.length > 0) getRunLogger().warning(`No price for ${unpriced.join(', ')}`);
    return { total: prices.reduce((sum, price) => sum + price, 0), unpriced };
  },
);
