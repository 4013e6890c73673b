// Flows whose tasks share: results by cache policies, places under a limit.
import { FLOW_PARAMETERS, flow, INPUTS, RUN_ID, TASK_SOURCE, tasks, type TaskOptions } from 'sluice/workflow';
import type * as activities from './tasks.js';

const { count, enter, hold } = tasks<typeof activities>();

const POLICIES: Readonly<Record<string, TaskOptions>> = {
  inputs: { cachePolicy: INPUTS.plus(TASK_SOURCE) },
  version: { cachePolicy: INPUTS.plus(TASK_SOURCE), version: '2' },
  run: { cachePolicy: INPUTS.plus(RUN_ID) },
  parameters: { cachePolicy: FLOW_PARAMETERS.plus(TASK_SOURCE) },
  without: { cachePolicy: INPUTS.minus(1).plus(TASK_SOURCE) },
  function: { cacheKeyFn: (_context, [key]) => `by function ${String(key)}` },
  none: { cacheKeyFn: () => null },
  broken: {
    cacheKeyFn: () => {
      throw new Error('no key today');
    },
  },
  brief: { cacheKeyFn: (_context, [key]) => `brief ${String(key)}`, cacheExpirationSeconds: 1 },
  refresh: { cachePolicy: INPUTS.plus(TASK_SOURCE), refreshCache: true },
  forgetful: { cachePolicy: INPUTS, persistResult: false },
};

export const counts = flow({}, async ({ key, policy, extra = 0 }: { key: string; policy: string; extra?: number }) =>
  count.withOptions(POLICIES[policy] ?? {})(key, extra),
);

export const countsTwice = flow({}, async ({ key }: { key: string }) => {
  const cached = count.withOptions(POLICIES['run'] ?? {});
  return [await cached(key, 0), await cached(key, 0)];
});

export const limited = flow({}, async ({ key, tag, times = 1 }: { key: string; tag: string; times?: number }) => {
  const list = Array.from({ length: times }, (_, index) => `${key}-${index}`);
  return Promise.all(
    enter
      .withOptions({ tags: [tag] })
      .map(list)
      .map((future) => future.result()),
  );
});

export const holds = flow({}, async ({ key, tags }: { key: string; tags: string[] }) =>
  hold.withOptions({ tags, heartbeatTimeoutSeconds: 1 })(key),
);

/** Has a task under a limit, and goes on for long after it. */
export const passesAndStays = flow({}, async ({ key, tag }: { key: string; tag: string }) => {
  await enter.withOptions({ tags: [tag] })(`${key}-passes`);
  return hold(key);
});
