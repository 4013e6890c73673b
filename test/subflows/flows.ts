// Flows that call flows, and flows that end by what they return.
import {
  Fail,
  flow,
  pauseFlowRun,
  receiveInput,
  Skip,
  Succeed,
  suspendFlowRun,
  tasks,
  type State,
} from 'sluice/workflow';
import { z } from 'zod';
import type * as activities from './tasks.js';

const { count, echo, failTimes, hold, waitsFor } = tasks<typeof activities>();

export const doubles = flow(
  { parameters: z.object({ n: z.number(), key: z.string().default('') }) },
  async ({ n, key }) => {
    if (key) await count(key);
    return n * 2;
  },
);

export const callsChild = flow({}, async ({ n }: { n: number }) => {
  const first = await doubles({ n });
  const second = await doubles.withOptions({ name: 'second-child', tags: ['child'] })({ n: first });
  const state = await doubles.withOptions({ returnState: true })({ n: second });
  return [first, second, state.type, state.data];
});

export const passesWrong = flow({}, async () => doubles({ n: 'two' } as never));

/** Fails as often as it is told to, for good when it is called once too often. */
export const failing = flow({ retries: 1 }, async ({ key, times }: { key: string; times: number }) =>
  failTimes(key, times),
);

export const callsFailing = flow({}, async (parameters: { key: string; times: number; catches: boolean }) => {
  if (!parameters.catches) return failing(parameters);
  const state = await failing.withOptions({ returnState: true })(parameters);
  return [state.type, state.name, state.message];
});

/** A parent whose second attempt finds what the first one's child gave, and calls the failed one anew. */
export const retriedParent = flow({ retries: 1 }, async ({ key }: { key: string }) => {
  const kept = await doubles({ n: 1, key: `${key} kept` });
  return [kept, await failing({ key, times: 2 })];
});

const outOfTime = flow({ name: 'outOfTime', timeoutSeconds: 0.1 }, async () => hold('never'));
export { outOfTime };
export const callsOutOfTime = flow({}, async () => {
  const { type, name } = await outOfTime.withOptions({ returnState: true })();
  return [type, name];
});

export const holdingChild = flow({}, async ({ key }: { key: string }) => {
  await count(key);
  return hold(key);
});

export const callsHolding = flow({}, async ({ key }: { key: string }) => [
  await holdingChild({ key }),
  await count(`${key} after`),
]);

export const callsHoldingCaught = flow({}, async ({ key }: { key: string }) => {
  const state = await holdingChild.withOptions({ returnState: true })({ key });
  return [state.type, await count(`${key} after`)];
});

/** Ends although its child goes on. */
export const leavesChild = flow({}, async ({ key }: { key: string }) => {
  void holdingChild({ key }).catch(() => undefined);
  await waitsFor(key);
  return 'left';
});

/** Its child is under way when it suspends itself. */
export const suspendsBeside = flow({}, async ({ key }: { key: string }) => {
  const child = holdingChild({ key });
  await echo('started');
  await suspendFlowRun({ key: 'beside' });
  return child;
});

export const pausingChild = flow({}, async () => pauseFlowRun({ waitForInput: z.string() }));
export const callsPausing = flow({}, async () => pausingChild());

export const suspendingChild = flow({}, async () => {
  await suspendFlowRun();
});
export const callsSuspending = flow({}, async () => {
  const state = await suspendingChild.withOptions({ returnState: true })();
  return [state.type, state.message];
});

/** A child that is talked to while its parent waits. */
export const listeningChild = flow({}, async () => receiveInput(z.string()).next());

type Ending = 'future' | 'futures' | 'set' | 'states' | 'mixed' | 'failed' | 'held back' | 'nested' | 'nested failed';

export const returnsFutures = flow({}, async ({ how, key }: { how: Ending; key: string }): Promise<unknown> => {
  const good = [echo.submit(1), echo.submit(2)];
  const bad = failTimes.submit(key, 99);
  const state = (value: unknown): Promise<State> => echo.withOptions({ returnState: true })(value);
  switch (how) {
    case 'future':
      return echo.submit('one');
    case 'futures':
      return good;
    case 'set':
      return new Set(good);
    case 'states':
      return [await state('a'), new Succeed('fine', { result: 'b' })];
    case 'mixed':
      return [...good, 3];
    case 'failed':
      return [...good, bad];
    case 'held back':
      return [...good, echo.withOptions({ waitFor: [bad] }).submit(3)].slice(2);
    case 'nested':
      return { deep: [{ first: good[0] }], second: good[1], plain: true };
    case 'nested failed':
      return { bad };
  }
});

export const returnsState = flow(
  { retries: 1 },
  async ({ how, key }: { how: 'skip' | 'fail' | 'child'; key: string }) => {
    await count.withOptions({ persistResult: false })(key);
    if (how === 'skip') return new Skip('nothing to do', { result: 'skipped' });
    if (how === 'fail') return new Fail('told to', { result: { why: 1 } });
    return holdingChild.withOptions({ returnState: true })({ key: `${key} child` });
  },
);

export const returnsTaskState = flow({}, async ({ key }: { key: string }) =>
  failTimes.withOptions({ returnState: true })(key, 9),
);

/** A task that returns a state instead of throwing it. */
export const taskReturnsState = flow({}, async () => {
  const { returnsFail, returnsSkip } = tasks<typeof activities>();
  const failed = await returnsFail.withOptions({ returnState: true, retries: 1 })();
  const skipped = await returnsSkip.withOptions({ returnState: true })();
  return [failed.type, failed.message, failed.data, skipped.name, skipped.data];
});
