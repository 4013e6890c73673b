// Flows that do short work in the worker itself.
import { flow, tasks } from 'sluice/workflow';
import type { Work } from '../work.js';

const { echo } = tasks<Work>({ local: true });

export const localWork = flow({}, async ({ times }: { times: number }) => {
  for (let done = 0; done < times; done += 1) await echo(done);
  return times;
});

export const localWorkInTime = flow({ timeoutSeconds: 600 }, async ({ times }: { times: number }) => {
  for (let done = 0; done < times; done += 1) await echo(done);
  return times;
});
