// Flows that look at futures while their tasks are under way.
import { condition } from '@temporalio/workflow';
import { flow, suspendFlowRun, tasks, type TaskFuture } from 'sluice/workflow';
import type { Work } from '../work.js';

const { count, echo, flaky, hold } = tasks<Work>();

const nameOf = (future: TaskFuture<unknown>) => future.state?.name ?? null;

/** Looks at its futures at once, while one task is held, and when all are done. */
export const watchesFutures = flow({}, async ({ key }: { key: string }) => {
  const held = hold.submit(key);
  const after = echo.withOptions({ waitFor: [held] }).submit('after');
  const failing = flaky.submit(`${key} fails`, 99);
  const retried = flaky.withOptions({ retries: 1, retryDelaySeconds: 0.2 }).submit(`${key} once`, 1);
  const atOnce = [held, after].map(nameOf);
  await condition(() => nameOf(retried) === 'AwaitingRetry');
  const { state_details: details } = retried.state as NonNullable<typeof retried.state>;
  const failed = await failing.wait();
  const between = [held, after, failing].map(nameOf);
  await count(`${key} looked`);
  const waited = [await held.wait(), await after.wait(), await retried.wait()];
  return {
    atOnce,
    retriesLater: details.scheduled_time !== null,
    failed: [failed.type, failed.message],
    between,
    waited: waited.map(({ name }) => name),
    atLast: [held, after, failing, retried].map(nameOf),
    results: [await held.result(), await after.result(), await retried.result()],
    again: await held.result(),
    thrown: await failing.result().catch((error: Error) => error.name),
    ofItsRun: held.state?.state_details.task_run_id === held.taskRunId,
  };
});

/** A future of an option that gives states gives the same state by all its ways. */
export const stateFutures = flow({}, async ({ key }: { key: string }) => {
  const futures = echo.withOptions({ returnState: true }).map([1, 2]);
  const failing = flaky.withOptions({ returnState: true }).submit(key, 99);
  const states = await Promise.all([...futures, failing].map((future) => future.result()));
  const waited = await Promise.all([...futures, failing].map((future) => future.wait()));
  return {
    same: states.map(({ id }) => id).join() === waited.map(({ id }) => id).join(),
    types: states.map(({ type }) => type),
  };
});

/** Tells what state its first task's future has right after the call, in the last pass. */
export const rememberedFuture = flow({}, async ({ key }: { key: string }) => {
  const future = count.submit(key);
  const atOnce = nameOf(future);
  await future.wait();
  await suspendFlowRun();
  return [atOnce, await future.result()];
});
