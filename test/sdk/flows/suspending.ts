// Flows that let everything go and come back.
import { flow, pauseFlowRun, runInput, suspendFlowRun, tasks, type PauseOptions } from 'sluice/workflow';
import { z } from 'zod';
import type { Work } from '../work.js';

const { echo, count, hold } = tasks<Work>();

export const suspending = flow(
  {},
  async ({ key, ...options }: { key: string } & Pick<PauseOptions<void>, 'timeout'>) => {
    const before = await count(`${key} before`);
    await suspendFlowRun(options);
    const after = await count(`${key} after`);
    return [before, after];
  },
);

const Even = runInput(
  'Even',
  z.strictObject({ number: z.number().int() }).refine(({ number }) => number % 2 === 0, {
    message: 'Expected an even number.',
    path: ['number'],
  }),
);

export const suspendingForInput = flow({}, async ({ key }: { key: string }) => {
  const before = await count(`${key} before`);
  const answer = await pauseFlowRun({ waitForInput: Even, reschedule: true, key: 'even' });
  return [before, answer, await count(`${key} after`)];
});

export const suspendingWithDefault = flow({}, async () =>
  suspendFlowRun({ waitForInput: Even, timeout: 0.2, onTimeout: { value: { number: 4 } } }),
);

export const sometimesPausing = flow({}, async ({ key, pause }: { key: string; pause: boolean }) => {
  const state = await echo.withOptions({ returnState: true })(pause);
  if (pause) await suspendFlowRun({ key: 'sometimes' });
  const answer = await suspendFlowRun({ waitForInput: z.string() });
  return [state.type, answer, await count(key)];
});

export const looping = flow({}, async ({ key, rounds }: { key: string; rounds: number }) => {
  const answers: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await count(`${key} ${round}`);
    answers.push(await suspendFlowRun({ waitForInput: z.string() }));
  }
  return answers;
});

export const holdingTwo = flow({}, async ({ key }: { key: string }) => {
  const both = [hold.submit(`${key} 1`), hold.submit(`${key} 2`)];
  const results = await Promise.all(both.map((future) => future.result()));
  return [results, await count(`${key} after`)];
});

export const changingArguments = flow({}, async ({ key }: { key: string }) => {
  const first = await count.withOptions({ persistResult: false })(`${key} fresh`);
  const second = await echo(first);
  await suspendFlowRun();
  return [first, second, await count(`${key} kept`)];
});
