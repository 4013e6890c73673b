// Flows with a moment for each way of being killed: inside a task, in a pause, behind it, suspended.
import { flow, getRunContext, pauseFlowRun, suspendFlowRun, tasks, type StateHandler } from 'sluice/workflow';
import { z } from 'zod';
import type * as activities from './tasks.js';

const { note, hold, workOff } = tasks<typeof activities>({ heartbeatTimeoutSeconds: 3 });
const parameters = z.object({ folder: z.string(), key: z.string() });
const Word = z.object({ word: z.string().min(2) });

export const pausing = flow({ parameters }, async ({ folder, key }) => {
  const before = await note(folder, `${key}-before`);
  const held = await hold(folder, `${key}-held`);
  const { word } = await pauseFlowRun({ key: 'word', waitForInput: Word, timeout: null });
  const after = await hold(folder, `${key}-after`);
  return { before, held, word, after };
});

export const suspending = flow({ parameters }, async ({ folder, key }) => {
  const before = await note(folder, `${key}-before`);
  const { word } = await suspendFlowRun({ key: 'word', waitForInput: Word, timeout: null });
  const after = await note(folder, `${key}-after`);
  return { before, word, after };
});

export const workingOff = flow({ parameters }, async ({ folder, key }) =>
  workOff(folder, `${key}-held`, ['a', 'b', 'c', 'wait', 'd']),
);

/** Is held up when its task, or its run, is about to be Completed, and lets it be Completed under another name. */
const holdsAtTheEnd: StateHandler = async ({ kind }, _oldState, newState) => {
  if (newState.name !== 'Completed') return newState;
  const { folder, key } = getRunContext().flowRun.parameters as z.output<typeof parameters>;
  const call = await hold(folder, `${key}-${kind}-handler`);
  return { ...newState, name: 'Checked', message: `held ${call} times` };
};

export const handled = flow({ parameters, stateHandlers: [holdsAtTheEnd] }, async ({ folder, key }) => {
  const before = await note.withOptions({ stateHandlers: [holdsAtTheEnd] })(folder, `${key}-before`);
  const after = await note(folder, `${key}-after`);
  return { before, after };
});
