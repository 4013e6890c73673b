// How much may wait unread, for a run and for a client outside flows: what is over the bound is refused to its sender,
// whoever that is, and what was taken is kept.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ServiceContext } from '../../../src/services/service-context.js';
import { createPlatform } from '../../../src/services/platform.js';
import { acknowledgeInputs } from '../../../src/services/mailboxes/acknowledge-inputs.js';
import { MAILBOX_LIFETIME_SECONDS, openMailbox } from '../../../src/services/mailboxes/open-mailbox.js';
import { createRunInput } from '../../../src/services/run-inputs/create-run-input.js';
import { deleteRunInput } from '../../../src/services/run-inputs/delete-run-input.js';
import { deleteOldInputs } from '../../../src/services/run-inputs/input-retention.js';
import { openServedContext, type ServedContext } from '../served-context.js';
import { notesOf, talkingTasks } from './talking-tasks.js';

const FLOWS = fileURLToPath(new URL('./talking-flows.ts', import.meta.url));
const LIMITS = { count: 5, bytes: 400 };
const WAIT = { timeout: 40_000, interval: 50 };

// Reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let served: ServedContext;
/** The same platform with tight bounds. */
let context: ServiceContext;
beforeAll(async () => {
  served = await openServedContext(FLOWS, talkingTasks);
  context = { ...served.context, inputLimits: LIMITS };
});
afterAll(() => served.close());

const key = () => `intautomaticruninput-auto-${randomUUID()}`;
const send = (id: string, value: unknown) =>
  createRunInput(context, id, { key: key(), value: JSON.stringify({ value }) });
const sendFromFlow = (id: string, value: unknown, ownKey = key()) =>
  createPlatform(context).sendInput({
    receiver: `prefect.flow-run.${id}`,
    message: { key: ownKey, value: { value }, sender: null },
  });

describe('a run', () => {
  it('that never reads refuses what is over the count, and keeps what it took', async () => {
    const { id } = await served.start('deaf');
    await served.reaches(id, 'Running');
    for (let n = 0; n < 5; n += 1) await send(id, n);
    const refusal = { code: 'run-inputs-full', details: { flow_run_id: id, limits: LIMITS } };
    await expect(send(id, 6)).rejects.toMatchObject(refusal);
    await expect(sendFromFlow(id, 6)).rejects.toMatchObject(refusal);
    expect(await context.store.runInputs.list(id, '', 50, [])).toHaveLength(5);
    expect(await context.temporal.queryInbox(id)).toMatchObject({ unread_count: 5 });
  });

  it('refuses what is over the bytes, and what would never fit', async () => {
    const { id } = await served.start('deaf');
    await served.reaches(id, 'Running');
    await send(id, 'x'.repeat(300));
    await expect(send(id, 'x'.repeat(300))).rejects.toMatchObject({ code: 'run-inputs-full' });
    await expect(send(id, 'x'.repeat(500))).rejects.toMatchObject({ code: 'payload-too-large' });
    await send(id, 'small');
  });

  it('that reads takes any number, and has room again for what was refused', async () => {
    const name = randomUUID();
    const { id } = await served.start('noting', { parameters: { name } });
    await served.reaches(id, 'Running');
    for (let n = 0; n < 30; n += 1) {
      await expect
        .poll(
          () =>
            send(id, n).then(
              () => 'taken',
              (error: { code: string }) => error.code,
            ),
          WAIT,
        )
        .toBe('taken');
    }
    await expect
      .poll(
        () =>
          send(id, -1).then(
            () => 'taken',
            () => 'refused',
          ),
        WAIT,
      )
      .toBe('taken');
    await served.reaches(id, 'Completed');
    expect(notesOf(name).slice(1)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  it('counts an input that is sent again once', async () => {
    const { id } = await served.start('deaf');
    await served.reaches(id, 'Running');
    const ownKey = key();
    for (let n = 0; n < 8; n += 1) await sendFromFlow(id, 1, ownKey);
    for (let n = 0; n < 4; n += 1) await send(id, n);
    expect(await context.temporal.queryInbox(id)).toMatchObject({ unread_count: 5 });
  });

  it('whose worker is away keeps what it took, and refuses the rest', async () => {
    const { id } = await served.start('deaf');
    await served.reaches(id, 'Running');
    await served.withoutWorker(async () => {
      for (let n = 0; n < 5; n += 1) await send(id, n);
      await expect(send(id, 5)).rejects.toMatchObject({ code: 'run-inputs-full' });
    });
    await expect.poll(() => context.temporal.queryInbox(id), WAIT).toMatchObject({ unread_count: 5 });
  });

  it('that is only recorded has room again when inputs are deleted', async () => {
    const { id } = await served.start('deaf', { state: { type: 'RUNNING' } });
    const keys = Array.from({ length: 5 }, key);
    for (const own of keys) await createRunInput(context, id, { key: own, value: '1' });
    await expect(send(id, 1)).rejects.toMatchObject({ code: 'run-inputs-full' });
    await deleteRunInput(context, id, keys[0] as string);
    await send(id, 1);
  });
});

describe('the mailbox of a client', () => {
  const deliver = (client: string, value: unknown, ownKey = key(), given = context) =>
    createPlatform(given).sendInput({
      receiver: `sluice.client.${client}`,
      message: { key: ownKey, value: { value }, sender: null },
    });

  it('refuses what is over the bound until something was received, and knows what it had before', async () => {
    const client = randomUUID();
    await openMailbox(context, client);
    const keys = Array.from({ length: 5 }, key);
    for (const own of keys) await deliver(client, 1, own);
    await deliver(client, 1, keys[2]);
    await expect(deliver(client, 1)).rejects.toMatchObject({ code: 'mailbox-full' });
    await acknowledgeInputs(context, client, [...keys.slice(0, 2), 'unknown']);
    await acknowledgeInputs(context, client, keys.slice(0, 2));
    await deliver(client, 1, keys[0]);
    await deliver(client, 1);
    await deliver(client, 1);
    await expect(deliver(client, 1)).rejects.toMatchObject({ code: 'mailbox-full' });
    const held = await context.store.mailboxes.listAfter(client, 0, 50);
    expect(held.map((input) => keys.indexOf(input.key))).toEqual([2, 3, 4, -1, -1]);
    await expect(deliver(client, 'x'.repeat(500))).rejects.toMatchObject({ code: 'mailbox-full' });
  });

  it('is there once it was opened, and gone a day after its last use', async () => {
    const client = randomUUID();
    await expect(deliver(client, 1)).rejects.toMatchObject({ code: 'mailbox-not-found' });
    const longAgo = () => new Date(Date.now() - MAILBOX_LIFETIME_SECONDS * 1000 + 2_000_000);
    await openMailbox({ ...context, now: longAgo }, client);
    await deliver(client, 1);
    const position = (await context.store.mailboxes.listAfter(client, 0, 1))[0]?.position ?? 0;
    const before = () => new Date(Date.now() - MAILBOX_LIFETIME_SECONDS * 1000 - 1000);
    const other = randomUUID();
    await openMailbox({ ...context, now: before }, other);
    await expect(deliver(other, 1)).rejects.toMatchObject({ code: 'mailbox-not-found' });
    expect(await context.store.mailboxes.deleteExpired(new Date(0).toISOString())).toBeGreaterThan(0);
    await deliver(client, 2);
    // Places go on behind the old ones when a mailbox that is gone is opened anew.
    await openMailbox(context, other);
    await deliver(other, 1);
    expect((await context.store.mailboxes.listAfter(other, 0, 1))[0]?.position).toBeGreaterThanOrEqual(position);
  });
});

it('keeps inputs of a run for as long after its end as it is told', async () => {
  const { id } = await served.start('waitingFor', { parameters: { timeout: null } });
  await served.reaches(id, 'Running');
  const text = { key: `strautomaticruninput-auto-${randomUUID()}`, value: '{"value":"hi"}' };
  await createRunInput(context, id, text);
  await served.reaches(id, 'Completed');
  const living = await served.start('deaf');
  await send(living.id, 1);
  const kept = async (run: string) => (await context.store.runInputs.list(run, '', 50, [])).length;
  const inDays = (days: number): ServiceContext => ({
    ...context,
    now: () => new Date(Date.now() + days * 86_400_000),
  });
  await deleteOldInputs(inDays(6.9), 7);
  expect(await kept(id)).toBe(1);
  const deleted = await deleteOldInputs(inDays(7.1), 7);
  expect(deleted.inputs).toBeGreaterThanOrEqual(1);
  expect([await kept(id), await kept(living.id)]).toEqual([0, 1]);
});
