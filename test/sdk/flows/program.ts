// Flows that interpret programs given as data, so that programs can be made at random.
import { continueFlowRun, flow, pauseFlowRun, receiveInput, suspendFlowRun, tasks } from 'sluice/workflow';
import { z } from 'zod';
import type { Work } from '../work.js';

const { count, echo, note } = tasks<Work>();

export type Step =
  /** Calls a task; the trace gets how often it was called in all, which is to be once. */
  | { readonly do: 'task' }
  /** Calls a local task, which may run again when its workflow task is done again. */
  | { readonly do: 'local-task' }
  /** Calls a task with what the last answer was. */
  | { readonly do: 'use-answer' }
  | { readonly do: 'pause' | 'suspend' }
  /** Waits for the next number that is sent, which then is the last answer. */
  | { readonly do: 'receive' }
  /** Does its steps beside each other. */
  | { readonly do: 'all'; readonly steps: readonly Step[] }
  /** Does its steps only if the last answer is even. */
  | { readonly do: 'if-even'; readonly steps: readonly Step[] }
  | { readonly do: 'repeat'; readonly times: number; readonly steps: readonly Step[] };

interface Program {
  readonly name: string;
  /** Steps of each round; between two of them the flow starts over (continueFlowRun). */
  readonly rounds: readonly (readonly Step[])[];
  /** What the rounds before come to. */
  readonly done?: { readonly round: number; readonly answer: number; readonly trace: readonly string[] };
}

export const interpreting = flow({}, async ({ name, rounds, done }: Program & Record<string, unknown>) => {
  const { round, answer: lastAnswer, trace: traceBefore } = done ?? { round: 0, answer: 0, trace: [] };
  const trace = [...traceBefore];
  let answer = lastAnswer;
  const inputs = receiveInput(z.number(), { timeout: null });
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
      case 'receive': {
        answer = await inputs.next();
        trace.push(`${place} received ${answer}`);
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
        for (let time = 0; time < step.times; time += 1) await performAll(step.steps, `${place}#${time}`);
    }
  };
  const performAll = async (steps: readonly Step[], place: string): Promise<void> => {
    for (const [index, step] of steps.entries()) await perform(step, `${place}.${index}`);
  };
  await performAll(rounds[round] ?? [], `r${round}`);
  // Steps beside each other come to their ends in any order.
  trace.sort();
  if (round + 1 < rounds.length) return continueFlowRun({ name, rounds, done: { round: round + 1, answer, trace } });
  return trace;
});

/** What stands in the parts of a conversation: steps that leave a note. */
export type Line = 'task' | 'local-task' | 'pause' | 'suspend';

export interface Conversation {
  readonly name: string;
  readonly prologue: readonly Line[];
  /** Done for each number that is received. */
  readonly body: readonly Line[];
  readonly epilogue: readonly Line[];
}

/** Keeps nothing in variables, since it rolls over often: what it does it notes by tasks. A negative number ends it. */
export const conversing = flow(
  { rollOverAfterEvents: 25 },
  async ({ name, prologue, body, epilogue }: Conversation & Record<string, unknown>) => {
    const performAll = async (lines: readonly Line[], place: string): Promise<void> => {
      for (const [index, line] of lines.entries()) {
        const key = `${place}.${index}`;
        if (line === 'local-task') await echo.withOptions({ local: true })(key);
        else if (line === 'task') await count(`${name} ${key}`);
        else await (line === 'pause' ? pauseFlowRun : suspendFlowRun)({ key });
        await note(name, `${key} ${line}`);
      }
    };
    await performAll(prologue, 'prologue');
    for await (const number of receiveInput(z.number(), { timeout: null })) {
      if (number < 0) break;
      await performAll(body, String(number));
    }
    await performAll(epilogue, 'epilogue');
    return 'done';
  },
);
