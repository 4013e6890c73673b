// Flows that pause and wait for answers.
import {
  flow,
  isSluiceError,
  pauseFlowRun,
  runInput,
  tasks,
  ValidationError,
  withInitialData,
  type PauseOptions,
} from 'sluice/workflow';
import { z } from 'zod';
import type { Work } from '../work.js';

const { echo, hold } = tasks<Work>();

/** Options as JSON that a test can send. */
type Options = Pick<PauseOptions<void>, 'timeout' | 'key'>;

export const pausing = flow({}, async (options: Options) => {
  await pauseFlowRun(options);
  return 'resumed';
});

export const pausingThrice = flow({}, async () => {
  await pauseFlowRun();
  await pauseFlowRun({ key: 'named' });
  await pauseFlowRun();
  await pauseFlowRun({ key: 'named' });
  return 'done';
});

export const catchingTimeout = flow({ retries: 3 }, async (options: Options) => {
  try {
    await pauseFlowRun(options);
    return 'resumed';
  } catch (error) {
    if (!isSluiceError(error, 'pause-timeout')) throw error;
    return echo('went on');
  }
});

export const defaulting = flow({}, async () =>
  pauseFlowRun({ waitForInput: z.number(), timeout: 0.05, onTimeout: { value: 7 } }),
);

export const patient = flow({ timeoutSeconds: 0.4 }, async () => {
  await pauseFlowRun({ timeout: null });
  return 'not timed out';
});

const Order = runInput(
  'Order',
  z
    .strictObject({ item: z.string().min(1), amount: z.number().int().positive(), note: z.string().default('none') })
    .refine(({ item, amount }) => item !== 'piano' || amount === 1, {
      message: 'One piano at a time.',
      path: ['amount'],
    }),
);

export const ordering = flow({}, async () => pauseFlowRun({ waitForInput: Order }));

export const orderingLater = flow({}, async () => {
  try {
    return await pauseFlowRun({ waitForInput: Order, customValidation: 'after-resume' });
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { refused: error.fields };
  }
});

const waitsFor: Record<string, z.ZodType> = {
  text: z.string(),
  number: z.number(),
  list: z.array(z.number()),
  date: z.iso.date(),
  choice: z.enum(['yes', 'no']),
  either: z.union([z.string(), z.number()]),
  transformed: z.string().transform((text) => text.length),
  base64: z.base64(),
  jwt: z.jwt(),
};

export const anyType = flow({}, async ({ type }: { type: string }) =>
  pauseFlowRun({ waitForInput: waitsFor[type] ?? z.never() }),
);

export const localised = flow({}, async ({ other }: { other: boolean }) => {
  if (other) z.config({ customError: () => 'passt nicht' });
  return z.number().safeParse('x').error?.issues[0]?.message;
});

export const described = flow({}, async () =>
  pauseFlowRun({
    timeout: '10 minutes',
    key: 'choose',
    waitForInput: withInitialData(Order, { description: '**Choose** well.', item: 'drum' }),
  }),
);

export const twoAtOnce = flow({}, async () => {
  const first = pauseFlowRun({ waitForInput: z.string(), key: 'first' });
  const second = pauseFlowRun({ waitForInput: z.string(), key: 'second' });
  return [await first, await second];
});

export const pausingBesideTask = flow({}, async ({ key }: { key: string }) => {
  const task = hold.submit(key);
  const answer = await pauseFlowRun({ waitForInput: z.string() });
  return [answer, await task.result()];
});
