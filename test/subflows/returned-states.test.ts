// Flows that return states and futures end by them, as the reference has it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aggregateStates } from '../../src/sdk/returned-states.js';
import { serveSubflows, WAIT, type ServedSubflows } from './served.js';
import { countOf, isHeld } from './tasks.js';

let served: ServedSubflows;
beforeAll(async () => {
  served = await serveSubflows();
});
afterAll(() => served.close());

const endOf = async (flow: string, parameters: object) => {
  const id = await served.start(flow, parameters);
  const result: unknown = await served.result(id).catch(() => 'threw');
  const state = (await served.flowRun(id))?.state;
  return { result, end: [state?.type, state?.name, state?.message], state, id };
};

describe('a flow that returns futures or states', () => {
  it.each([
    ['future', 'one'],
    ['futures', [1, 2]],
    ['set', [1, 2]],
    ['states', ['a', 'b']],
  ])('completes when all did: %s', async (how, result) => {
    const ended = await endOf('returnsFutures', { how, key: randomUUID() });
    expect(ended).toMatchObject({ result, end: ['COMPLETED', 'Completed', 'All states completed.'] });
  });

  it.each([
    ['failed', '1/3 states failed.'],
    ['held back', '1/1 states are not final.'],
  ])('fails when one did not: %s', async (how, message) => {
    const { result, end } = await endOf('returnsFutures', { how, key: randomUUID() });
    expect([result, end]).toEqual(['threw', ['FAILED', 'Failed', message]]);
  });

  it.each([
    ['mixed', [1, 2, 3]],
    ['nested', { deep: [{ first: 1 }], second: 2, plain: true }],
  ])('gives the results of futures among its data: %s', async (how, result) => {
    expect(await endOf('returnsFutures', { how, key: randomUUID() })).toMatchObject({
      result,
      end: ['COMPLETED', 'Completed', null],
    });
  });

  it('fails with the error of a task whose future is among its data', async () => {
    const { end } = await endOf('returnsFutures', { how: 'nested failed', key: randomUUID() });
    expect(end).toEqual(['FAILED', 'Failed', 'Flow run encountered an exception: RangeError: failure 1']);
  });

  it('fails by the failed state of its task', async () => {
    const { end } = await endOf('returnsTaskState', { key: randomUUID() });
    expect(end).toEqual(['FAILED', 'Failed', '1/1 states failed.']);
  });

  it('ends in the state that it made itself: Failed is retried, others are not', async () => {
    const [skipKey, failKey] = [randomUUID(), randomUUID()];
    const skipped = await endOf('returnsState', { how: 'skip', key: skipKey });
    expect(skipped).toMatchObject({ result: 'skipped', end: ['COMPLETED', 'Skipped', 'nothing to do'] });
    expect(countOf(skipKey)).toBe(1);
    const failed = await endOf('returnsState', { how: 'fail', key: failKey });
    expect(failed).toMatchObject({ end: ['FAILED', 'Failed', 'told to'], state: { data: { why: 1 } } });
    expect(countOf(failKey)).toBe(2);
  });

  it('is cancelled with its child', async () => {
    const key = randomUUID();
    const id = await served.start('returnsState', { how: 'child', key });
    await expect.poll(() => isHeld(`${key} child`), WAIT).toBe(true);
    await expect.poll(async () => (await served.children(id)).length, WAIT).toBe(1);
    const [child] = await served.children(id);
    await served.handle(child?.id ?? '').cancel();
    const ended = await served.reaches(id, 'Cancelled');
    expect(ended.state?.message).toBe('1/1 states cancelled.');
    expect(countOf(key)).toBe(1);
  });
});

it('a task that returns a state ends in it, and a failed one is retried', async () => {
  const { result } = await endOf('taskReturnsState', {});
  expect(result).toEqual(['FAILED', 'returned', 2, 'Skipped', 'not needed']);
});

it.each([
  [['COMPLETED', 'COMPLETED'], 'COMPLETED', 'All states completed.'],
  [['COMPLETED', 'CANCELLED', 'FAILED'], 'CANCELLED', '1/3 states cancelled.'],
  [['FAILED', 'CRASHED', 'RUNNING', 'COMPLETED'], 'FAILED', '2/4 states failed.'],
  [['PENDING', 'COMPLETED'], 'FAILED', '1/2 states are not final.'],
] as const)('%j come to %s', (types, type, message) => {
  expect(aggregateStates(types.map((each) => ({ type: each })))).toEqual({ type, message });
});
