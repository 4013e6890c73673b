// A flow that interprets a program given as data, so that programs can be made at random.
import { flow, pauseFlowRun, suspendFlowRun, tasks } from 'sluice/workflow';
import { z } from 'zod';
import type { Work } from '../work.js';

const { count, echo } = tasks<Work>();

export type Step =
  /** Calls a task; the trace gets how often it was called in all, which is to be once. */
  | { readonly do: 'task' }
  /** Calls a local task, which may run again when its workflow task is done again. */
  | { readonly do: 'local-task' }
  /** Calls a task with what the last answer was. */
  | { readonly do: 'use-answer' }
  | { readonly do: 'pause' | 'suspend' }
  /** Does its steps beside each other. */
  | { readonly do: 'all'; readonly steps: readonly Step[] }
  /** Does its steps only if the last answer is even. */
  | { readonly do: 'if-even'; readonly steps: readonly Step[] }
  | { readonly do: 'repeat'; readonly times: number; readonly steps: readonly Step[] };

export const interpreting = flow({}, async ({ name, program }: { name: string; program: readonly Step[] }) => {
  const trace: string[] = [];
  let answer = 0;
  const perform = async (step: Step, place: string): Promise<void> => {
    switch (step.do) {
      case 'task': {
        trace.push(`${place} ran ${await count(`${name} ${place}`)}`);
        return;
      }
      case 'local-task': {
        trace.push(`${place} local ${String(await echo.withOptions({ local: true })(place))}`);
        return;
      }
      case 'use-answer': {
        trace.push(`${place} used ${String(await echo(answer))}`);
        return;
      }
      case 'pause':
      case 'suspend': {
        const stop = step.do === 'pause' ? pauseFlowRun : suspendFlowRun;
        answer = await stop({ key: place, waitForInput: z.number() });
        trace.push(`${place} answered ${answer}`);
        return;
      }
      case 'all':
        await Promise.all(step.steps.map((inner, index) => perform(inner, `${place}.${index}`)));
        return;
      case 'if-even':
        if (answer % 2 === 0) await performAll(step.steps, `${place}?`);
        return;
      case 'repeat':
        for (let round = 0; round < step.times; round += 1) await performAll(step.steps, `${place}#${round}`);
    }
  };
  const performAll = async (steps: readonly Step[], place: string): Promise<void> => {
    for (const [index, step] of steps.entries()) await perform(step, `${place}.${index}`);
  };
  await performAll(program, '');
  // Steps beside each other come to their ends in any order.
  return trace.sort();
});
