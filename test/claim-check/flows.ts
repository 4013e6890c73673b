// Flows that carry large values.
import {
  continueFlowRun,
  Fail,
  flow,
  isSluiceError,
  pauseFlowRun,
  receiveInput,
  sendInput,
  suspendFlowRun,
  tasks,
} from 'sluice/workflow';
import { z } from 'zod';
import type * as activities from './tasks.js';

const { failWith, make, measure } = tasks<typeof activities>();

export const makesLarge = flow({}, async ({ size }: { size: number }) => measure(await make(size)));
export const makesLargeLocally = flow({}, async ({ size }: { size: number }) =>
  measure.withOptions({ local: true })(await make.withOptions({ local: true })(size)),
);
export const returnsLarge = flow({}, async ({ size }: { size: number }) => make(size));
export const takesLarge = flow({}, async ({ text }: { text: string }) => measure(text));
export const passesLarge = flow({}, async ({ size }: { size: number }) => measure('x'.repeat(size)));
export const carriesLarge = flow({}, async ({ size }: { size: number }) => {
  const text = await make(size);
  await suspendFlowRun();
  return measure(text);
});
export const waits = flow({}, async () => {
  await pauseFlowRun();
  return 'resumed';
});

export const givesLarge = flow({}, async ({ size }: { size: number }) => 'x'.repeat(size));

/** Starts over with a value that it makes itself. */
export const startsOverWithLarge = flow({}, async ({ size, text }: { size: number; text?: string }) =>
  text === undefined ? continueFlowRun({ size, text: 'x'.repeat(size) }) : text.length,
);

/** Starts over once it is resumed, and what was sent to it meanwhile goes along. */
export const startsOverLater = flow({}, async ({ round }: { round: number }) => {
  if (round > 0) return (await receiveInput(z.string()).next()).length;
  await pauseFlowRun();
  return continueFlowRun({ round: 1 });
});

export const taskFailsWithLarge = flow({}, async ({ size, local }: { size: number; local?: boolean }) => {
  const { type, message, data } = await failWith.withOptions({ returnState: true, local })(size);
  return [type, message, typeof data === 'string' ? data.length : data];
});

export const failsWithLarge = flow({}, async ({ size }: { size: number }) => {
  throw new Fail('too bad', { result: 'x'.repeat(size) });
});

/** Sends a large input and gives the error of ours that it is refused with. */
export const sendsLarge = flow({}, async ({ to, size }: { to: string; size: number }) => {
  try {
    await sendInput(to, 'x'.repeat(size));
    return null;
  } catch (error) {
    if (isSluiceError(error)) return { code: error.code, message: error.message };
    throw error;
  }
});

export const receivesText = flow({}, async () => (await receiveInput(z.string(), { timeout: null }).next()).length);
