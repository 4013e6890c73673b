// Concurrency limits by tag over runs on a real server: never more than the limit, first come first served, and nothing
// held by those who are gone.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addSeconds, toInstant } from '../../src/domain/instants.js';
import { claimSlots } from '../../src/services/concurrency-limits/claim-slots.js';
import { deleteConcurrencyLimit, setConcurrencyLimit } from '../../src/services/concurrency-limits/limits.js';
import { serveFlows, WAIT, type ServedFlows } from '../serving/served-flows.js';
import { crowd, inside, letGo, order } from './tasks.js';
import * as activities from './tasks.js';

const workflowsPath = fileURLToPath(new URL('./flows.ts', import.meta.url));

let served: ServedFlows;
let tag: string;
beforeAll(async () => {
  served = await serveFlows({ workflowsPath, activities });
});
afterAll(() => served.close());
beforeEach(() => {
  tag = `tag-${randomUUID()}`;
  order.length = 0;
  crowd.most = 0;
  // A task whose run was terminated learns of it by its next heartbeat only: it must not count in the next test's crowd.
  inside.clear();
});

const limit = (concurrency_limit: number, of = tag) =>
  setConcurrencyLimit(served.context, { tag: of, concurrency_limit });
const active = async (of = tag) => (await served.context.store.concurrencyLimits.findByTag(of))?.active_slots.length;
const isInside = (key: string) => expect.poll(() => inside.has(key), WAIT).toBe(true);
const waits = (id: string) =>
  expect.poll(async () => (await served.taskRuns(id))[0]?.state_name, WAIT).toBe('AwaitingConcurrencySlot');
const handle = (id: string) => served.temporal.client.workflow.getHandle(id);
const hold = (key: string, tags = [tag]) => served.start('holds', { key, tags });
const key = () => randomUUID();

describe('a limit of one', () => {
  it('lets one of two runs in; the other waits as AwaitingConcurrencySlot and follows', async () => {
    await limit(1);
    const [a, b] = [key(), key()];
    const first = await hold(a);
    await isInside(a);
    const second = await hold(b);
    await waits(second);
    expect(inside.has(b)).toBe(false);
    const [task] = await served.taskRuns(second);
    expect(task).toMatchObject({ state_type: 'PENDING' });
    letGo(a);
    expect(await served.result(first)).toBe(a);
    await isInside(b);
    letGo(b);
    expect(await served.result(second)).toBe(b);
    expect(await served.stateNames(task?.id ?? '')).toEqual([
      'Pending',
      'AwaitingConcurrencySlot',
      'Running',
      'Completed',
    ]);
    expect(await active()).toBe(0);
  });

  it('lets runs in in the order they came', async () => {
    await limit(1);
    const keys = Array.from({ length: 5 }, key);
    const ids: string[] = [];
    for (const each of keys) {
      ids.push(await hold(each));
      if (ids.length === 1) await isInside(each);
      else await waits(ids.at(-1) ?? '');
    }
    for (const each of keys) {
      await isInside(each);
      letGo(each);
    }
    await Promise.all(ids.map((id) => served.result(id)));
    expect(order).toEqual(keys);
  });

  it('is free again when the holder was terminated without a word', async () => {
    await limit(1);
    const [a, b, c] = [key(), key(), key()];
    const first = await hold(a);
    await isInside(a);
    await handle(first).terminate('killed');
    const second = await hold(b);
    await isInside(b);
    const third = await hold(c);
    await waits(third);
    await handle(third).terminate('killed in line');
    letGo(b);
    await served.result(second);
    const fourth = await hold(c);
    await isInside(c);
    letGo(c);
    await served.result(fourth);
    letGo(a);
  });

  it('is free again when the holder or somebody in line is cancelled', async () => {
    await limit(1);
    const [a, b, c] = [key(), key(), key()];
    const first = await hold(a);
    await isInside(a);
    const second = await hold(b);
    await waits(second);
    const third = await hold(c);
    await waits(third);
    await handle(second).cancel();
    await expect(served.result(second)).rejects.toThrow();
    await handle(first).cancel();
    await isInside(c);
    letGo(c);
    expect(await served.result(third)).toBe(c);
  });

  it('is free again when the worker of the holder gave no sign of life for the lease', async () => {
    await limit(1);
    const [a, b] = [randomUUID(), randomUUID()];
    const lost = { task_run_id: a, flow_run_id: a, workflow_id: await hold(key(), []), tags: [tag] };
    const next = { task_run_id: b, flow_run_id: b, workflow_id: lost.workflow_id, tags: [tag] };
    expect(await claimSlots(served.context, lost)).toEqual({ status: 'granted' });
    const waiting = await claimSlots(served.context, next);
    expect(waiting).toEqual({ status: 'waiting', ask_again_seconds: 20 });
    expect(await served.platform.renewSlots(a)).toBe(true);
    const later = toInstant(new Date(Date.now() - 1000));
    await served.context.store.concurrencyLimits.grant(a, addSeconds(later, 0));
    expect(await served.platform.renewSlots(a)).toBe(false);
    expect(await claimSlots(served.context, next)).toEqual({ status: 'granted' });
    await served.platform.releaseSlots(b);
    await handle(lost.workflow_id).terminate();
  });
});

describe('limits', () => {
  it('never let more in than they say, over runs and within one', async () => {
    await limit(2);
    const runs = Array.from({ length: 4 }, (_, index) =>
      served.run('limited', { key: `${tag}-${index}`, tag, times: 4 }),
    );
    const results = (await Promise.all(runs)).flat();
    expect(results).toHaveLength(16);
    expect(crowd.most).toBe(2);
    expect(await active()).toBe(0);
  });

  it('of several tags are taken all or none', async () => {
    const [left, right] = [`${tag}-l`, `${tag}-r`];
    await limit(1, left);
    await limit(1, right);
    const [a, b, c] = [key(), key(), key()];
    const first = await hold(a, [left]);
    await isInside(a);
    const both = await hold(b, [right, left]);
    await waits(both);
    expect(await active(right)).toBe(0);
    const third = await hold(c, [right]);
    await waits(third);
    letGo(a);
    await isInside(b);
    letGo(b);
    await isInside(c);
    letGo(c);
    await Promise.all([first, both, third].map((id) => served.result(id)));
    expect(order).toEqual([a, b, c]);
  });

  it('let the next in past a question that arrives when its task is done', async () => {
    await limit(1);
    const [a, b, stays] = [key(), key(), key()];
    const run = await served.start('passesAndStays', { key: stays, tag });
    await isInside(stays);
    await expect.poll(async () => (await served.taskRuns(run)).length, WAIT).toBe(2);
    const [done] = await served.taskRuns(run);
    const first = await hold(a);
    await isInside(a);
    const late = { task_run_id: done?.id ?? '', flow_run_id: run, workflow_id: run, tags: [tag] };
    expect(await claimSlots(served.context, late)).toMatchObject({ status: 'waiting' });
    const second = await hold(b);
    await waits(second);
    letGo(a);
    await isInside(b);
    letGo(b);
    letGo(stays);
    await Promise.all([run, first, second].map((id) => served.result(id)));
  });

  it('that are raised or deleted let those in who wait', async () => {
    await limit(0);
    const [a, b] = [key(), key()];
    const first = await hold(a);
    await waits(first);
    await limit(1);
    await isInside(a);
    const second = await hold(b);
    await waits(second);
    await deleteConcurrencyLimit(served.context, tag);
    await isInside(b);
    letGo(a);
    letGo(b);
    await Promise.all([served.result(first), served.result(second)]);
  });

  it('that a tag has not cost no wait', async () => {
    const a = key();
    const id = await hold(a);
    await isInside(a);
    letGo(a);
    await served.result(id);
    const [task] = await served.taskRuns(id);
    expect(await served.stateNames(task?.id ?? '')).toEqual(['Pending', 'Running', 'Completed']);
  });
});
