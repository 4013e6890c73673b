// Any interleaving of sending, receiving, suspending, resuming and rolling over on the real server: the inputs arrive in
// order, none lost and none twice, and so do the answers. The flow rolls over every few inputs.
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { isSluiceError } from '../../../src/domain/errors.js';
import { openMailbox } from '../../../src/services/mailboxes/open-mailbox.js';
import { createRunInput } from '../../../src/services/run-inputs/create-run-input.js';
import { readOpenPause } from '../../../src/services/flow-runs/read-open-pause.js';
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

type Step = { readonly send: number } | { readonly wait: true } | { readonly suspend: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ send: fc.integer({ min: 1, max: 12 }) }),
  fc.constant({ wait: true as const }),
  /** Suspended, sent so many, and resumed. */
  fc.record({ suspend: fc.integer({ min: 0, max: 4 }) }),
);

async function play(steps: readonly Step[]): Promise<void> {
  const [name, client] = [randomUUID(), randomUUID()];
  await openMailbox(served.context, client);
  const id = await served.start('noting', { name });
  await expect.poll(() => served.context.store.flowRuns.find(id), WAIT).toBeDefined();
  const handle = served.temporal.client.workflow.getHandle(id);
  let sent = 0;
  const send = async (value: number) => {
    const input = {
      key: `intautomaticruninput-auto-${randomUUID()}`,
      value: JSON.stringify({ value }),
      sender: `sluice.client.${client}`,
    };
    // As senders do: what Temporal did not answer in time is sent again under its key.
    for (let isSent = false; !isSent;) {
      isSent = await createRunInput(served.context, id, input).then(
        () => true,
        (error: unknown) => {
          if (isSluiceError(error, 'temporal-unavailable')) return false;
          throw error;
        },
      );
    }
  };
  const sendSome = async (count: number) => {
    for (let left = count; left > 0; left -= 1) await send(sent++);
  };
  for (const action of steps) {
    if ('send' in action) await sendSome(action.send);
    else if ('wait' in action) await expect.poll(() => notesOf(name).length, WAIT).toBe(sent + 1);
    else {
      await handle.signal('suspend');
      await expect.poll(async () => (await readOpenPause(served.context, id))?.kind, WAIT).toBe('suspended');
      await sendSome(action.suspend);
      await handle.executeUpdate('resume', { args: [{}] });
      await expect.poll(() => readOpenPause(served.context, id), WAIT).toBeNull();
    }
  }
  await send(-1);
  expect(await handle.result()).toBe('done');
  const numbers = Array.from({ length: sent }, (_, index) => index);
  expect(notesOf(name)).toEqual(['began', ...numbers]);
  const answers = await served.context.store.mailboxes.listAfter(client, 0, 1000);
  expect(answers.map(({ value }) => JSON.parse(value) as unknown)).toEqual(numbers.map((n) => ({ value: n * 10 })));
}

it('is not forgotten what a pass still catches up with when the run is long enough to roll over', async () => {
  // Resumed before it was let go, the run begins a new pass on a long history. Several at once, since that is a race.
  const steps: Step[] = [{ suspend: 2 }, { send: 7 }, { suspend: 0 }, { wait: true }, { suspend: 0 }, { suspend: 4 }];
  await Promise.all(Array.from({ length: 6 }, () => play(steps)));
});

/** More are tried by SLUICE_TEST_PROGRAMS; the same ones each time in the gate. */
const NUM_RUNS = Number(process.env.SLUICE_TEST_PROGRAMS ?? 3);
const SEED = Number(process.env.SLUICE_TEST_SEED ?? 20261124);

it('brings every input once and in order', { timeout: NUM_RUNS * 60_000 }, async () => {
  const programs = fc.array(step, { minLength: 4, maxLength: 9, size: 'max' });
  await fc.assert(fc.asyncProperty(programs, play), { numRuns: NUM_RUNS, seed: SEED, endOnFailure: true });
});
