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

const remote = tasks<Work>().echo;

async function callInTurn(task: (value: number) => Promise<unknown>, times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) await task(done);
}

export const remoteWorkAtOnce = flow({}, async ({ times }: { times: number }) => {
  await Promise.all([callInTurn(remote, times), callInTurn(remote, times)]);
  return times;
});

export const mixedWorkAtOnce = flow({}, async ({ times }: { times: number }) => {
  await Promise.all([callInTurn(echo, times), callInTurn(remote, times)]);
  return times;
});
