// Programs made at random, and how a run of one is driven: inputs are sent to it, what it asks is answered, and it is suspended
// at random moments, until it ends. Programs run some at a time; one that fails is told with its seed.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import PQueue from 'p-queue';
import { WorkflowNotFoundError } from '@temporalio/client';
import { errorOf } from '../../src/contract/failures.js';
import { until, type Run } from './harness.js';
import type { RecordingPlatform } from './recording-platform.js';
import { outlineOf } from './replaying.js';

/** The same programs each time in the gate; SLUICE_TEST_SEED looks for others, SLUICE_TEST_PROGRAMS for more. */
const SEED = Number(process.env.SLUICE_TEST_SEED ?? 20261124);
const AT_ONCE = 6;

/** Checks so many programs of a kind, some at a time. Throws with what makes the one that failed again. */
export async function checkPrograms<Program>(
  kind: fc.Arbitrary<Program>,
  count: number,
  check: (program: Program) => Promise<void>,
): Promise<void> {
  const numRuns = Number(process.env.SLUICE_TEST_PROGRAMS ?? count);
  const programs = fc.sample(kind, { seed: SEED, numRuns });
  const checks = programs.map((program, index) => async () => {
    try {
      await check(program);
    } catch (cause) {
      const again = `SLUICE_TEST_SEED=${SEED} SLUICE_TEST_PROGRAMS=${numRuns}`;
      throw new Error(`program ${index} of ${again}: ${JSON.stringify(program)}`, { cause });
    }
  });
  await new PQueue({ concurrency: AT_ONCE }).addAll(checks);
}

/** When a run is suspended, one moment for each time it is looked at; and how many inputs it is sent before the others. */
interface Disturbance {
  readonly moments: readonly boolean[];
  readonly sentAtOnce: number;
}

export const disturbance: fc.Arbitrary<Disturbance> = fc.record({
  moments: fc.array(fc.boolean(), { minLength: 3, maxLength: 8 }),
  sentAtOnce: fc.nat(4),
});

/** Who drives runs: the record tells what they ask, as it does in the product. */
export interface Driver {
  readonly recorded: RecordingPlatform;
  /** The answer to a pause of this key; null when it asks for nothing. */
  readonly answerTo: (key: string) => Record<string, unknown> | null;
}

/** What a resume is refused with when the record is behind the run. */
const BEHIND: ReadonlySet<string> = new Set([
  'pause-already-resolved',
  'flow-run-not-paused',
  'flow-run-finished',
  'flow-run-not-found',
]);

/** Sends inputs, answers whatever the run asks and suspends it, until it ends; gives its result. */
async function driveToEnd(
  { recorded, answerTo }: Driver,
  run: Run,
  inputs: readonly number[],
  { moments, sentAtOnce }: Disturbance,
): Promise<unknown> {
  let ended = false;
  const result = run.result().finally(() => (ended = true));
  result.catch(() => undefined);
  const left = { moments: [...moments], inputs: [...inputs] };
  const sendNext = async (): Promise<void> => {
    const value = left.inputs.shift();
    if (value === undefined) return;
    const message = { key: `intautomaticruninput-auto-${randomUUID()}`, value: { value }, sender: null };
    // A run that has ended does without.
    await run.handle.signal('input', message).catch(() => undefined);
  };
  /** Answers the pause that the record shows; false when it shows none, or one that is over. */
  const answer = async (): Promise<boolean> => {
    const state = recorded.statesOf(run.id).at(-1);
    const key = state?.type === 'PAUSED' ? (state.state_details.pause_key ?? null) : null;
    if (key === null) return false;
    try {
      await run.resume({ pause_key: key, run_input: answerTo(key) });
      return true;
    } catch (error) {
      if (ended || error instanceof WorkflowNotFoundError || BEHIND.has(errorOf(error)?.code ?? '')) return false;
      throw error;
    }
  };
  for (let count = 0; count < sentAtOnce; count += 1) await sendNext();
  while (!ended) {
    if (left.moments.shift()) await run.handle.signal('suspend').catch(() => undefined);
    await until('the run to go on', async () => {
      if (ended) return true;
      await sendNext();
      return answer();
    });
  }
  return result;
}

/** The same; a run that fails or comes to a stop is told with its histories. */
export async function drive(
  driver: Driver,
  run: Run,
  inputs: readonly number[],
  how: Disturbance = { moments: [], sentAtOnce: inputs.length },
): Promise<unknown> {
  try {
    return await driveToEnd(driver, run, inputs, how);
  } catch (cause) {
    const histories = (await run.histories()).map(outlineOf);
    throw new Error(`run ${run.id}:\n${histories.join('\n-- as new\n')}`, { cause });
  }
}
