// Flows that send and receive, for the tests of run inputs. What they receive they note by a task, since what a flow
// keeps in variables does not outlive a roll-over.
import {
  continueFlowRun,
  flow,
  isSluiceError,
  pauseFlowRun,
  receiveInput,
  runInput,
  sendInput,
  tasks,
  TimeoutError,
  ValidationError,
  type ReceiveOptions,
} from 'sluice/workflow';
import { z } from 'zod';
import type { TalkingTasks } from './talking-tasks.js';

const { note } = tasks<TalkingTasks>();

/** Notes numbers until a negative one comes; rolls over often. */
export const noting = flow({ rollOverAfterEvents: 60 }, async ({ name }: { name: string }) => {
  await note(name, 'began');
  for await (const { value, respond, metadata } of receiveInput(z.number(), { timeout: null, withMetadata: true })) {
    if (value < 0) return 'done';
    await note(name, value);
    if (metadata.sender !== null) await respond(value * 10);
  }
  return 'never';
});

/** Notes texts and numbers by a receiver each, at the same time. */
export const notingKinds = flow({ rollOverAfterEvents: 60 }, async ({ name }: { name: string }) => {
  const receive = async (type: z.ZodType<string | number>, list: string) => {
    for await (const value of receiveInput(type, { timeout: null })) {
      if (value === 'end' || value === -1) return;
      await note(`${name} ${list}`, value);
    }
  };
  await Promise.all([receive(z.string(), 'texts'), receive(z.number(), 'numbers')]);
  return 'done';
});

/** Starts over after every three numbers, with the round as its parameter. */
export const rounds = flow({}, async ({ name, round }: { name: string; round: number }) => {
  const numbers = receiveInput(z.number(), { timeout: null });
  for (let count = 0; count < 3; count += 1) {
    const value = await numbers.next();
    if (value < 0) return round;
    await note(name, `${round}: ${value}`);
  }
  return continueFlowRun({ name, round: round + 1 });
});

const Note = runInput('Note', { text: z.string(), stars: z.number().max(5) });

/** Receives one of each kind, in another order than they are sent in. */
export const sorting = flow({}, async () => {
  const named = receiveInput(Note);
  const noteOrFields = async () => {
    try {
      return await named.next();
    } catch (error) {
      if (error instanceof ValidationError) return { code: error.code, fields: error.fields };
      throw error;
    }
  };
  return {
    words: await receiveInput(z.array(z.string())).next(),
    numbers: await receiveInput(z.array(z.number())).next(),
    prefixed: await receiveInput(z.unknown(), { keyPrefix: 'pri_ce' }).next(),
    notes: [await noteOrFields(), await noteOrFields(), await noteOrFields()],
    again: await receiveInput(Note).next(),
    excluding: await receiveInput(z.string(), { excludeKeys: ['strautomaticruninput-auto-1'] }).next(),
  };
});

/** Receives two texts once it is resumed. */
export const readingLate = flow({}, async () => {
  await pauseFlowRun({ timeout: null });
  const texts = receiveInput(z.string(), { timeout: null });
  return [await texts.next(), await texts.next()];
});

/** Waits for a text as it is told to; gives what came, or that nothing did. */
export const waitingFor = flow({}, async (options: Pick<ReceiveOptions, 'timeout'>) => {
  try {
    return await receiveInput(z.string(), options).next();
  } catch (error) {
    if (error instanceof TimeoutError && isSluiceError(error, 'input-timeout')) return error.message;
    throw error;
  }
});

/** Sends a value and gives the code of the refusal, if it is refused. */
export const sending = flow({}, async ({ to, value }: { to: string; value: unknown }) => {
  try {
    await sendInput(to, value);
    return 'sent';
  } catch (error) {
    if (isSluiceError(error)) return error.code;
    throw error;
  }
});

/** Never receives. */
export const deaf = flow({}, async () => {
  await receiveInput(z.boolean(), { timeout: null }).next();
});
