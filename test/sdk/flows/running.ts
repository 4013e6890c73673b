// Flows that run, fail, retry and take too long.
import { exponentialBackoff, flow, getRunLogger, tasks } from 'sluice/workflow';
import { z } from 'zod';
import type { Work } from '../work.js';

const { echo, count, flaky, hold, say } = tasks<Work>();

export const parameters = flow(
  {
    name: 'named flow',
    version: 'v7',
    parameters: z.object({
      who: z.string(),
      nested: z.object({ ages: z.array(z.number().int()) }),
      greeting: z.string().default('hello'),
    }),
  },
  async (given) => given,
);

export const anything = flow({}, async (given: Record<string, unknown>) => given);

export const unchecked = flow(
  { parameters: z.object({ n: z.number() }), validateParameters: false },
  async (given) => given,
);

export const throwsTypeError = flow({}, async () => {
  const nothing = undefined as unknown as { field: string };
  return nothing.field;
});

export const throwsText = flow({}, async () => {
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw 'just text';
});

export const retriedFlow = flow(
  { retries: 2, retryDelaySeconds: 0.02 },
  async ({ key, failures }: { key: string; failures: number }) => {
    const once = await count(`${key} once`);
    const attempt = await count.withOptions({ persistResult: false })(`${key} attempt`);
    if (attempt <= failures) throw new Error(`attempt ${attempt}`);
    return [once, attempt];
  },
);

export const timedOutFlow = flow({ timeoutSeconds: 0.3 }, async ({ key }: { key: string }) => {
  await hold(key);
  return 'in time';
});

export const flakyTask = flow(
  {},
  async ({ key, failures, local, retries }: { key: string; failures: number; local?: boolean; retries?: number }) =>
    flaky.withOptions({ retries: retries ?? 3, retryDelaySeconds: [0.01, 0.02], local })(key, failures),
);

export const impatientRetries = flow({}, async ({ key }: { key: string }) => flaky.withOptions({ retries: 2 })(key, 2));

export const choosyRetries = flow({}, async ({ key }: { key: string }) => {
  const retryConditionFn = (error: Error, attempt: number) => error.name === 'RangeError' && attempt < 2;
  return flaky.withOptions({ retries: 5, retryConditionFn })(key, 99);
});

export const brokenCondition = flow({}, async ({ key, answer }: { key: string; answer: 'throws' | 'later' }) => {
  const retryConditionFn = async () => {
    if (answer === 'throws') throw new Error('cannot say');
    return (await echo(true)) === true;
  };
  return flaky.withOptions({ retries: 1, retryConditionFn })(key, 1);
});

export const backingOff = flow({}, async ({ key }: { key: string }) =>
  flaky.withOptions({ retries: 3, retryDelaySeconds: exponentialBackoff(0.01), retryJitterFactor: 0.5 })(key, 3),
);

export const timedOutTask = flow({}, async ({ key }: { key: string }) => {
  const state = await hold.withOptions({ timeoutSeconds: 0.1, returnState: true })(key);
  return [state.type, state.name, state.message];
});

export const caughtFailure = flow({}, async ({ key }: { key: string }) => {
  try {
    return await flaky(key, 99);
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
});

export const futures = flow({}, async () => {
  const mapped = echo.map([1, 2, 3]);
  const sum = await Promise.all(mapped.map((future) => future.result()));
  const chained = await echo(echo.submit('from a future'));
  const named = await echo.withOptions({ taskRunName: (value: unknown) => `echo ${String(value)}`, tags: ['t'] })(4);
  return { sum, chained, named };
});

export const heldBack = flow({}, async ({ key }: { key: string }) => {
  const failing = flaky.submit(key, 99);
  const state = await echo.withOptions({ waitFor: [failing], returnState: true })(1);
  return [state.type, state.name];
});

export const many = flow({}, async ({ tasks: number, local }: { tasks: number; local?: boolean }) => {
  const calls = echo.withOptions({ local }).map(Array.from({ length: number }, (_, index) => index));
  const values = await Promise.all(calls.map((call) => call.result()));
  return (values as number[]).reduce((sum, value) => sum + value, 0);
});

export const logging = flow({}, async () => {
  const logger = getRunLogger();
  logger.info('first', { number: 1 });
  await say('from a task');
  logger.critical('last');
});

export const holding = flow({}, async ({ key, heartbeat }: { key: string; heartbeat?: number }) =>
  hold.withOptions({ heartbeatTimeoutSeconds: heartbeat ?? 30, retries: 0 })(key),
);
