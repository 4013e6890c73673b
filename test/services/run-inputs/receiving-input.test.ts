// Inputs of flow runs on the real server: kinds, order, waiting, refusals, and what they outlive.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRunInput } from '../../../src/services/run-inputs/create-run-input.js';
import { deleteRunInput } from '../../../src/services/run-inputs/delete-run-input.js';
import { serveFlows, WAIT, type ServedFlows } from '../../serving/served-flows.js';
import { notesOf, talkingTasks } from './talking-tasks.js';

const FLOWS = fileURLToPath(new URL('./talking-flows.ts', import.meta.url));
// Reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let served: ServedFlows;
beforeAll(async () => {
  served = await serveFlows({ workflowsPath: FLOWS, activities: talkingTasks });
});
afterAll(() => served.close());

const handleOf = (id: string) => served.temporal.client.workflow.getHandle(id);
const key = (kind: string) => `${kind}-${randomUUID()}`;

/** Starts a run and waits until the platform has heard of it. */
async function start(flow: string, parameters: unknown): Promise<string> {
  const id = await served.start(flow, parameters);
  await expect.poll(() => served.context.store.flowRuns.find(id), WAIT).toBeDefined();
  return id;
}
async function send(id: string, value: unknown, kind = 'intautomaticruninput-auto', ownKey = key(kind)) {
  const body = kind.includes('automatic') ? { value } : value;
  await createRunInput(served.context, id, { key: ownKey, value: JSON.stringify(body) });
}
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
async function runCount(id: string): Promise<number> {
  const executions = served.temporal.client.workflow.list({ query: `WorkflowId = '${id}'` });
  let count = 0;
  for await (const _ of executions) count += 1;
  return count;
}

describe('receiving', () => {
  it('gives each kind to its receiver, in order, whatever came before it, and checks what it gives', async () => {
    const id = await start('sorting', {});
    await send(id, 'one', 'strautomaticruninput-auto', 'strautomaticruninput-auto-1');
    await send(id, { text: 'good', stars: 5 }, 'note-auto');
    await send(id, [1, 2], 'listautomaticruninput-auto');
    await send(id, { any: true }, 'pri_ce');
    await send(id, { text: 'bad', stars: 6 }, 'note-auto');
    await send(id, ['a'], 'listautomaticruninput-auto');
    await send(id, { text: 'worse', stars: 'many', more: 1 }, 'note-auto');
    await send(id, 'two', 'strautomaticruninput-auto', 'strautomaticruninput-auto-2');
    expect(await served.result(id)).toEqual({
      words: ['a'],
      numbers: [1, 2],
      prefixed: { any: true },
      notes: [
        { text: 'good', stars: 5 },
        { code: 'run-input-invalid', fields: [{ path: 'stars', message: expect.any(String) as string }] },
        {
          code: 'run-input-invalid',
          fields: expect.arrayContaining([
            { path: 'stars', message: expect.any(String) as string },
            { path: '', message: expect.stringContaining('more') as string },
          ]) as unknown,
        },
      ],
      again: { text: 'good', stars: 5 },
      excluding: 'two',
    });
  });

  it('waits an hour by default, as long as it is told, or without a limit', async () => {
    expect(await served.run('waitingFor', { timeout: 0.05 })).toBe('Timed out waiting for input.');
    const timersOf = async (id: string) =>
      (await handleOf(id).fetchHistory()).events?.flatMap(({ timerStartedEventAttributes: timer }) =>
        timer ? [Number(timer.startToFireTimeout?.seconds)] : [],
      );
    const byDefault = await start('waitingFor', {});
    await expect.poll(() => timersOf(byDefault), WAIT).toContain(3600);
    const forEver = await start('waitingFor', { timeout: null });
    await send(byDefault, 'a', 'strautomaticruninput-auto');
    await send(forEver, 'b', 'strautomaticruninput-auto');
    expect([await served.result(byDefault), await served.result(forEver)]).toEqual(['a', 'b']);
    expect(await timersOf(forEver)).not.toContain(3600);
  });

  it('keeps what came before anybody listened, over a suspension and over starting anew', async () => {
    const name = randomUUID();
    const id = await start('rounds', { name, round: 0 });
    await handleOf(id).signal('suspend');
    await expect
      .poll(async () => (await served.context.store.flowRuns.find(id))?.flowRun.state_name, WAIT)
      .toBe('Suspended');
    for (const number of numbers(7)) await send(id, number);
    await handleOf(id).executeUpdate('resume', { args: [{}] });
    await send(id, -1);
    expect(await served.result(id)).toBe(2);
    expect(notesOf(name)).toEqual(['0: 0', '0: 1', '0: 2', '1: 3', '1: 4', '1: 5', '2: 6']);
  });

  it('rolls over between inputs without losing or repeating one, several receivers included', async () => {
    const [name, kinds] = [randomUUID(), randomUUID()];
    const [one, two] = [await start('noting', { name }), await start('notingKinds', { name: kinds })];
    for (const number of numbers(40)) {
      await send(one, number);
      await send(two, number);
      await send(two, `t${number}`, 'strautomaticruninput-auto');
    }
    await send(one, -1);
    await send(two, -1);
    await send(two, 'end', 'strautomaticruninput-auto');
    expect([await served.result(one), await served.result(two)]).toEqual(['done', 'done']);
    expect(notesOf(name)).toEqual(['began', ...numbers(40)]);
    expect(notesOf(`${kinds} numbers`)).toEqual(numbers(40));
    expect(notesOf(`${kinds} texts`)).toEqual(numbers(40).map((number) => `t${number}`));
    await expect.poll(() => runCount(one), WAIT).toBeGreaterThan(2);
  });

  it('does not begin again with what was before the last roll-over when it is suspended', async () => {
    const name = randomUUID();
    const id = await start('noting', { name });
    for (const number of numbers(20)) await send(id, number);
    await expect.poll(() => notesOf(name).length, WAIT).toBe(21);
    await handleOf(id).signal('suspend');
    await expect
      .poll(async () => (await served.context.store.flowRuns.find(id))?.flowRun.state_name, WAIT)
      .toBe('Suspended');
    for (const number of numbers(20, 20)) await send(id, number);
    await handleOf(id).executeUpdate('resume', { args: [{}] });
    await send(id, -1);
    expect(await served.result(id)).toBe('done');
    expect(notesOf(name)).toEqual(['began', ...numbers(40)]);
  });
});

describe('deleting', () => {
  it('takes an input from the run, unless it was received before', async () => {
    const id = await start('readingLate', {});
    const paused = async () => (await served.context.store.flowRuns.find(id))?.flowRun.state_name;
    await expect.poll(paused, WAIT).toBe('Paused');
    const keys = Array.from({ length: 3 }, () => key('strautomaticruninput-auto'));
    for (const [index, own] of keys.entries()) {
      await send(id, `text ${index}`, 'strautomaticruninput-auto', own);
    }
    await deleteRunInput(served.context, id, keys[1] as string);
    await expect(deleteRunInput(served.context, id, keys[1] as string)).rejects.toMatchObject({ code: 'not-found' });
    await expect.poll(() => served.context.temporal.queryInbox(id), WAIT).toMatchObject({ unread_count: 2 });
    await handleOf(id).executeUpdate('resume', { args: [{}] });
    expect(await served.result(id)).toEqual(['text 0', 'text 2']);
    await deleteRunInput(served.context, id, keys[0] as string);
    expect(await served.context.store.runInputs.list(id, '', 50, [])).toHaveLength(1);
  });
});

describe('sending from flow code', () => {
  it('says when the receiver is not there, has ended, or is no receiver at all', async () => {
    const ended = await start('waitingFor', { timeout: 0.05 });
    await served.result(ended);
    await expect
      .poll(async () => (await served.context.store.flowRuns.find(ended))?.flowRun.state_type, WAIT)
      .toBe('COMPLETED');
    const codes = [randomUUID(), ended, 'nobody', `sluice.client.${randomUUID()}`].map((to) =>
      served.run('sending', { to, value: 'x' }),
    );
    expect(await Promise.all(codes)).toEqual([
      'flow-run-not-found',
      'flow-run-finished',
      'flow-run-not-found',
      'mailbox-not-found',
    ]);
  });
});
