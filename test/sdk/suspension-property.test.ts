// Whatever a flow does, it comes to the same whether or not it is suspended on the way, and does each task once: random
// programs of tasks, pauses, branches and loops, run as they are and with suspensions forced on them at random moments.
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Step } from './flows/program.js';
import { serveFlows, until, type FlowServer, type Run } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { expectToReplay } from './replaying.js';
import { countOf, work } from './work.js';

const FLOWS = fileURLToPath(new URL('./flows/program.ts', import.meta.url));
const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  server = await serveFlows(FLOWS, recorded.platform, work);
});
afterAll(() => server.stop());

const task = fc.constantFrom<Step>({ do: 'task' }, { do: 'local-task' });
const { program } = fc.letrec<{ program: Step[]; step: Step }>((tie) => ({
  program: fc.array(tie('step'), { minLength: 1, maxLength: 4, depthIdentifier: 'step' }),
  step: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'step' },
    task,
    fc.constantFrom<Step>({ do: 'pause' }, { do: 'suspend' }, { do: 'use-answer' }),
    fc.record({ do: fc.constant('all' as const), steps: fc.array(task, { maxLength: 3 }) }),
    fc.record({ do: fc.constant('if-even' as const), steps: tie('program') }),
    fc.record({ do: fc.constant('repeat' as const), times: fc.integer({ min: 1, max: 2 }), steps: tie('program') }),
  ),
}));

/** The answer a pause gets depends on its place alone. */
function answerTo(key: string): number {
  return [...key].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % 10;
}

/** Answers whatever the run asks until it ends; suspends it where `moments` says so. */
async function drive(run: Run, moments: readonly boolean[]): Promise<unknown> {
  let ended = false;
  const result = run.result().finally(() => (ended = true));
  const left = [...moments];
  while (!ended) {
    if (left.shift()) await run.handle.signal('suspend').catch(() => undefined);
    const pause = await until('a pause or the end', async () => (ended ? { key: null, schema: null } : run.pause()));
    if (pause.key === null) break;
    const run_input = pause.schema === null ? null : { value: answerTo(pause.key) };
    // A suspension that is forced in between keeps its pause, so the answer to it may come twice.
    await run.resume({ pause_key: pause.key, run_input }).catch((error: unknown) => {
      if (!ended) return until('the pause to be over', async () => ended || (await run.pause())?.key !== pause.key);
      throw error;
    });
  }
  return result;
}

const NUM_RUNS = Number(process.env.SLUICE_TEST_PROGRAMS ?? 12);
/** The same programs each time in the gate; SLUICE_TEST_SEED looks for others. */
const SEED = Number(process.env.SLUICE_TEST_SEED ?? 20261124);
const LIMIT_MS = NUM_RUNS * 3000;
const forcedRuns: Run[] = [];

it(
  'comes to the same with and without forced suspensions, each task done once',
  { timeout: LIMIT_MS + 30_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(program, fc.array(fc.boolean(), { minLength: 3, maxLength: 8 }), async (steps, moments) => {
        const id = randomUUID();
        const names = [`plain ${id}`, `forced ${id}`];
        const [plain, forced] = await Promise.all([
          server.start('interpreting', { name: names[0], program: steps }).then((run) => drive(run, [])),
          server.start('interpreting', { name: names[1], program: steps }).then((run) => {
            forcedRuns.push(run);
            return drive(run, moments);
          }),
        ]);
        expect(forced).toEqual(plain);
        for (const line of plain as string[]) {
          const place = / ran (\d+)$/.exec(line);
          if (!place) continue;
          expect(place[1]).toBe('1');
          for (const name of names) expect(countOf(`${name} ${line.slice(0, place.index)}`)).toBe(1);
        }
      }),
      { seed: SEED, numRuns: NUM_RUNS, interruptAfterTimeLimit: LIMIT_MS, endOnFailure: true },
    );
    const names = forcedRuns.flatMap(({ id }) => recorded.stateNames(id));
    expect(names.filter((name) => name === 'Suspended').length).toBeGreaterThan(forcedRuns.length / 2);
    await expectToReplay(FLOWS, forcedRuns);
  },
);
