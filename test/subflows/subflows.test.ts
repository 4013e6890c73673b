// Flows called inside flows, on the real server: the child's own record and its link, what travels between parent and
// child, and that a suspension of the parent neither loses nor repeats the child.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcile } from '../../src/services/reconcile.js';
import { AS_REFERENCE } from '../api/server.js';
import { serveSubflows, WAIT, type ServedSubflows } from './served.js';
import { countOf, isHeld, letGo } from './tasks.js';

let served: ServedSubflows;
beforeAll(async () => {
  served = await serveSubflows();
});
afterAll(() => served.close());

const isHolding = (key: string) => expect.poll(() => isHeld(key), WAIT).toBe(true);
const onlyChild = async (id: string) => {
  await expect.poll(async () => (await served.children(id)).length, WAIT).toBe(1);
  return (await served.children(id))[0]?.id ?? '';
};
const isSuspended = async (id: string) => {
  await served.reaches(id, 'Suspended');
  const continued = async () => (await served.handle(id).describe()).historyLength < 12;
  await expect.poll(continued, WAIT).toBe(true);
};
const resume = (id: string) => served.handle(id).executeUpdate('resume', { args: [{}] });

describe('a subflow', () => {
  it('has a record of its own, linked to its parent by a task run that mirrors it', async () => {
    const id = await served.start('callsChild', { n: 1 });
    expect(await served.result(id)).toEqual([2, 4, 'COMPLETED', 8]);
    const children = await served.children(id);
    expect(children.map(({ parameters }) => parameters)).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
    expect(children[1]).toMatchObject({ name: 'second-child', tags: ['child'], state_type: 'COMPLETED' });
    const links = await served.links(id);
    expect(links.map(({ name, state_type, id: linkId }) => [name, state_type, linkId])).toEqual(
      children.map((child, index) => [`doubles-${index}`, 'COMPLETED', child.parent_task_run_id]),
    );
    expect(links.map(({ state }) => state?.state_details.child_flow_run_id)).toEqual(children.map((child) => child.id));
    expect(await served.taskStateNames(links[0]?.id ?? '')).toEqual(['Pending', 'Running', 'Completed']);
    expect(await served.stateNames(children[0]?.id ?? '')).toEqual(['Pending', 'Running', 'Completed']);
  });

  it('checks its own parameters, and its refusal reaches the parent', async () => {
    const id = await served.start('passesWrong');
    await expect(served.result(id)).rejects.toThrow();
    expect((await served.flowRun(id))?.state?.message).toMatch(/n: Invalid input: expected number, received string/);
    const [child] = await served.children(id);
    expect(child).toMatchObject({ state_type: 'FAILED' });
  });

  it('is retried by itself, without a word to its parent', async () => {
    const id = await served.start('callsFailing', { key: randomUUID(), times: 1, catches: false });
    expect(await served.result(id)).toBe(2);
    const [child] = await served.children(id);
    expect(child).toMatchObject({ run_count: 2, state_type: 'COMPLETED' });
    expect((await served.flowRun(id))?.run_count).toBe(1);
  });

  it('that fails fails its parent, or gives its state where that is asked for', async () => {
    const id = await served.start('callsFailing', { key: randomUUID(), times: 9, catches: false });
    await expect(served.result(id)).rejects.toThrow();
    expect(await served.flowRun(id)).toMatchObject({ state_type: 'FAILED' });
    expect((await served.links(id))[0]).toMatchObject({ state_type: 'FAILED' });
    const caught = await served.start('callsFailing', { key: randomUUID(), times: 9, catches: true });
    expect(await served.result(caught)).toEqual(['FAILED', 'Failed', expect.stringContaining('failure 2') as unknown]);
    expect(await served.result(await served.start('callsOutOfTime'))).toEqual(['FAILED', 'TimedOut']);
  });

  it('that completed is not called again by the next attempt of its parent; one that failed is, as a new run', async () => {
    const key = randomUUID();
    const id = await served.start('retriedParent', { key });
    expect(await served.result(id)).toEqual([2, 3]);
    expect(countOf(`${key} kept`)).toBe(1);
    const children = await served.children(id);
    expect(children.map(({ state_type }) => state_type).sort()).toEqual(['COMPLETED', 'COMPLETED', 'FAILED']);
  });
});

describe('cancellation', () => {
  it('of the parent reaches the child', async () => {
    const key = randomUUID();
    const id = await served.start('callsHolding', { key });
    await isHolding(key);
    const child = await onlyChild(id);
    await served.handle(id).cancel();
    await served.reaches(id, 'Cancelled');
    await served.reaches(child, 'Cancelled');
    expect((await served.links(id))[0]).toMatchObject({ state_type: 'CANCELLED' });
  });

  it('of the child reaches the parent, which may go on', async () => {
    const [key, caught] = [randomUUID(), randomUUID()];
    const id = await served.start('callsHolding', { key });
    await isHolding(key);
    await served.handle(await onlyChild(id)).cancel();
    await served.reaches(id, 'Failed');
    expect((await served.links(id))[0]).toMatchObject({ state_type: 'CANCELLED' });
    expect(countOf(`${key} after`)).toBe(0);
    const second = await served.start('callsHoldingCaught', { key: caught });
    await isHolding(caught);
    await served.handle(await onlyChild(second)).cancel();
    expect(await served.result(second)).toEqual(['CANCELLED', 1]);
  });

  it('of a parent that was terminated reaches the child once that is noticed', async () => {
    const key = randomUUID();
    const id = await served.start('callsHolding', { key });
    await isHolding(key);
    const child = await onlyChild(id);
    await served.handle(id).terminate('killed');
    await reconcile(served.server.context, { closedSince: null, all: true, olderThanMs: 0 });
    expect(await served.flowRun(id)).toMatchObject({ state_type: 'CRASHED' });
    await served.reaches(child, 'Cancelled');
    expect((await served.links(id))[0]).toMatchObject({ state_type: 'CRASHED' });
  });

  it('of a parent that is ended by force reaches the child', async () => {
    const key = randomUUID();
    const id = await served.start('callsHolding', { key });
    await isHolding(key);
    const child = await onlyChild(id);
    const body = { state: { type: 'FAILED', message: 'enough' }, force: true };
    await served.server.post(`/api/flow_runs/${id}/set_state`, body);
    expect(await served.flowRun(id)).toMatchObject({ state_type: 'FAILED' });
    await served.reaches(child, 'Cancelled');
    expect((await served.links(id))[0]).toMatchObject({ state_type: 'CANCELLED' });
  });

  it('of a parent that ends without waiting reaches the child', async () => {
    const key = randomUUID();
    const id = await served.start('leavesChild', { key });
    expect(await served.result(id)).toBe('left');
    await served.reaches(await onlyChild(id), 'Cancelled');
  });

  it.each(['while it is suspended', 'after it went on'])(
    'of a parent that was suspended reaches the child: %s',
    async (when) => {
      const key = randomUUID();
      const id = await served.start('callsHolding', { key });
      await isHolding(key);
      const child = await onlyChild(id);
      await served.handle(id).signal('suspend');
      await isSuspended(id);
      if (when === 'after it went on') {
        await resume(id);
        await served.reaches(id, 'Running');
      }
      await served.handle(id).cancel();
      await served.reaches(id, 'Cancelled');
      await served.reaches(child, 'Cancelled');
    },
  );
});

describe('a suspension of the parent', () => {
  it.each([
    ['goes on meanwhile', true],
    ['has ended meanwhile', false],
  ])('neither loses nor repeats the child, which %s', async (_, goesOn) => {
    const key = randomUUID();
    const id = await served.start('callsHolding', { key });
    await isHolding(key);
    const child = await onlyChild(id);
    await served.handle(id).signal('suspend');
    await isSuspended(id);
    expect((await served.flowRun(child))?.state_name).toBe('Running');
    if (!goesOn) {
      letGo(key);
      await served.reaches(child, 'Completed');
    }
    await resume(id);
    if (goesOn) {
      await served.reaches(id, 'Running');
      letGo(key);
    }
    expect(await served.result(id)).toEqual([key, 1]);
    expect(countOf(key)).toBe(1);
    expect(await served.children(id)).toHaveLength(1);
    expect((await served.links(id)).map(({ state_type }) => state_type)).toEqual(['COMPLETED']);
  });

  it('from inside, beside the child, does so neither', async () => {
    const key = randomUUID();
    const id = await served.start('suspendsBeside', { key });
    await isHolding(key);
    await isSuspended(id);
    await resume(id);
    letGo(key);
    expect(await served.result(id)).toBe(key);
    expect(countOf(key)).toBe(1);
  });
});

describe('a subflow apart from its parent', () => {
  it('may pause itself and is answered like any run', async () => {
    const id = await served.start('callsPausing');
    const child = await onlyChild(id);
    await served.reaches(child, 'Paused');
    const reply = await served.server.post(`/api/flow_runs/${child}/resume`, { run_input: { value: 'go' } });
    expect(reply.body).toMatchObject({ status: 'ACCEPT' });
    expect(await served.result(id)).toBe('go');
  });

  it('cannot suspend itself, and says so', async () => {
    const [type, message] = (await served.result(await served.start('callsSuspending'))) as [string, string];
    expect([type, message]).toEqual(['FAILED', expect.stringContaining('apart from its parent') as unknown]);
  });

  it('is neither suspended nor paused from outside, in clear words', async () => {
    const key = randomUUID();
    const id = await served.start('callsHolding', { key });
    await isHolding(key);
    const child = await onlyChild(id);
    const suspended = await served.server.post(`/api/flow_runs/${child}/suspend`, {});
    expect([suspended.status, suspended.body.code]).toEqual([409, 'subflow-not-independent']);
    expect(suspended.text).toContain('A subflow cannot be paused or suspended apart from its parent.');
    for (const name of ['Paused', 'Suspended']) {
      const state = { type: 'PAUSED', name, state_details: { pause_reschedule: name === 'Suspended' } };
      const reply = await served.server.post(`/api/flow_runs/${child}/set_state`, { state }, AS_REFERENCE);
      const verb = name === 'Paused' ? 'pause' : 'suspend';
      expect(reply.body).toMatchObject({ status: 'ABORT', details: { reason: `Cannot ${verb} subflows.` } });
    }
    // A signal sent past the platform changes nothing either.
    await served.handle(child).signal('suspend');
    letGo(key);
    expect(await served.result(id)).toEqual([key, 1]);
    expect(await served.stateNames(child)).toEqual(['Pending', 'Running', 'Completed']);
  });
});
