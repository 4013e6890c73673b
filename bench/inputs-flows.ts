// Flows that talk, for the measurements of inputs. inputs-bare.ts has the same on Temporal alone, under the same names.
import { continueFlowRun, flow, getRunLogger, receiveInput, sendInput } from 'sluice/workflow';
import { z } from 'zod';

/** Answers every number, until a negative one comes. */
export const echoing = flow({}, async () => {
  for await (const { value, respond } of receiveInput(z.number(), { timeout: null, withMetadata: true })) {
    if (value < 0) return;
    await respond(value);
  }
});

/** Sends numbers to an echoing run one after another, each once the last was answered. */
export const asking = flow({}, async ({ to, count }: { to: string; count: number }) => {
  const answers = receiveInput(z.number(), { timeout: null });
  for (let n = 0; n < count; n += 1) {
    await sendInput(to, n);
    const answer = await answers.next();
    if (answer !== n) throw new Error(`Expected ${n}, got ${answer}.`);
  }
  await sendInput(to, -1);
});

/** Takes numbers in until it has had so many. */
export const sinking = flow({}, async ({ count }: { count: number }) => {
  const numbers = receiveInput(z.number(), { timeout: null });
  for (let n = 0; n < count; n += 1) await numbers.next();
});

/** Logs every number, until a negative one comes; rolls over by itself. */
export const logging = flow({}, async () => {
  for await (const n of receiveInput(z.number(), { timeout: null })) {
    if (n < 0) return;
    getRunLogger().info(String(n));
  }
});

/** Checks that numbers come in order; starts over after every thousand with the next one as its parameter. */
export const counting = flow({}, async ({ next }: { next: number }) => {
  const numbers = receiveInput(z.number(), { timeout: null });
  for (let expected = next; expected < next + 1000; expected += 1) {
    const n = await numbers.next();
    if (n < 0) return expected;
    if (n !== expected) throw new Error(`Expected ${expected}, got ${n}.`);
  }
  return continueFlowRun({ next: next + 1000 });
});
