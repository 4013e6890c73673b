// Flows that carry large values.
import { flow, pauseFlowRun, suspendFlowRun, tasks } from 'sluice/workflow';
import type * as activities from './tasks.js';

const { make, measure } = tasks<typeof activities>();

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
