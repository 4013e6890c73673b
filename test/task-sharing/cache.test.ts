// Results that runs share: who hits, who misses, by which policy, for how long.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLOW_PARAMETERS, INPUTS, NO_CACHE, RUN_ID, TASK_SOURCE } from '../../src/sdk/cache-policies.js';
import { serveFlows, WAIT, type ServedFlows } from '../serving/served-flows.js';
import * as activities from './tasks.js';

let served: ServedFlows;
beforeAll(async () => {
  served = await serveFlows({ workflowsPath: fileURLToPath(new URL('./flows.ts', import.meta.url)), activities });
});
afterAll(() => served.close());

const run = (policy: string, key: string, more: object = {}) => served.run('counts', { key, policy, ...more });

describe('two runs', () => {
  it('share a result by inputs and task, and the second says Cached', async () => {
    const key = randomUUID();
    expect(await run('inputs', key)).toBe(1);
    const second = await served.start('counts', { key, policy: 'inputs' });
    expect(await served.result(second)).toBe(1);
    const [task] = await served.taskRuns(second);
    expect(task).toMatchObject({ state_type: 'COMPLETED', state_name: 'Cached' });
    expect(task?.cache_key).toMatch(/^[0-9a-f]{64}$/);
    expect(await served.stateNames(task?.id ?? '')).toEqual(['Pending', 'Running', 'Cached']);
    expect(await served.historyText(second)).not.toContain('"count"');
  });

  it('do not share it for other inputs, or another version of the task', async () => {
    const key = randomUUID();
    expect(await run('inputs', key)).toBe(1);
    expect(await run('inputs', key, { extra: 1 })).toBe(2);
    expect(await run('version', key)).toBe(3);
    expect(await run('version', key)).toBe(3);
  });

  it('share it without the argument that is left out', async () => {
    const key = randomUUID();
    expect(await run('without', key, { extra: 1 })).toBe(1);
    expect(await run('without', key, { extra: 2 })).toBe(1);
  });

  it('share nothing by run id, while one run does with itself', async () => {
    const key = randomUUID();
    expect(await served.run('countsTwice', { key })).toEqual([1, 1]);
    expect(await served.run('countsTwice', { key })).toEqual([2, 2]);
  });

  it('share it by their parameters', async () => {
    const key = randomUUID();
    expect(await run('parameters', key)).toBe(1);
    expect(await run('parameters', key)).toBe(1);
    expect(await run('parameters', key, { extra: 5 })).toBe(2);
  });

  it('share it by a key function, and not when that gives none or throws', async () => {
    const key = randomUUID();
    expect([await run('function', key), await run('function', key)]).toEqual([1, 1]);
    expect([await run('none', key), await run('none', key)]).toEqual([2, 3]);
    expect(await run('broken', key)).toBe(4);
  });

  it('share it until it expires', async () => {
    const key = randomUUID();
    expect(await run('brief', key)).toBe(1);
    await expect.poll(() => served.platform.readCachedResult(`brief ${key}`), WAIT).toBeNull();
    expect(await run('brief', key)).toBe(2);
  });

  it('replace it when told to refresh', async () => {
    const key = randomUUID();
    expect([await run('inputs', key), await run('refresh', key), await run('inputs', key)]).toEqual([1, 2, 2]);
  });

  it('do not share what is not to be kept', async () => {
    const key = randomUUID();
    expect([await run('forgetful', key), await run('forgetful', key)]).toEqual([1, 2]);
  });
});

describe('policies', () => {
  const context = {
    flowRunId: 'r',
    flowName: 'f',
    taskRunId: 't',
    taskName: 'task',
    taskVersion: null,
    parameters: { a: 1 },
  };

  it('make no key of nothing', () => {
    expect(INPUTS.key(context, [])).toBeNull();
    expect(NO_CACHE.plus(NO_CACHE).key(context, [1])).toBeNull();
    expect(FLOW_PARAMETERS.key({ ...context, parameters: {} }, [1])).toBeNull();
  });

  it('add up in any order, and leave out those without a key', () => {
    const one = INPUTS.plus(TASK_SOURCE).plus(RUN_ID);
    expect(one.key(context, [1])).not.toBe(one.key(context, [2]));
    expect(INPUTS.plus(TASK_SOURCE).key(context, [1])).toBe(TASK_SOURCE.plus(INPUTS).key(context, [1]));
    expect(INPUTS.plus(NO_CACHE).key(context, [1])).toBe(
      INPUTS.plus(FLOW_PARAMETERS).key({ ...context, parameters: {} }, [1]),
    );
  });

  it('leave out arguments by index and fields by name', () => {
    expect(INPUTS.minus(0).key(context, [1, 2])).toBe(INPUTS.minus(0).key(context, [9, 2]));
    expect(INPUTS.minus('at').key(context, [{ id: 1, at: 2 }])).toBe(
      INPUTS.minus('at').key(context, [{ id: 1, at: 3 }]),
    );
    expect(INPUTS.minus('at').key(context, [{ id: 1 }])).not.toBe(INPUTS.minus('at').key(context, [{ id: 2 }]));
  });
});
