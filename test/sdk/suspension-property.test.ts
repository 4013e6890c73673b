// Whatever a flow does, it comes to the same whether or not it is suspended, rolls over or starts over on the way, and does
// each task once: random programs of tasks, pauses, branches, loops and inputs, run as they are and with suspensions forced on
// them at random moments.
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Conversation, Line, Step } from './flows/program.js';
import { serveFlows, type FlowServer, type Run } from './harness.js';
import { checkPrograms, disturbance, drive, type Driver } from './random-runs.js';
import { RecordingPlatform } from './recording-platform.js';
import { expectToReplay } from './replaying.js';
import { countOf, notesOf, work } from './work.js';

// Reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const FLOWS = fileURLToPath(new URL('./flows/program.ts', import.meta.url));
const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  server = await serveFlows(FLOWS, recorded.platform, work);
});
afterAll(() => server.stop());

/** The answer a pause gets depends on its key alone; one that was forced asks for nothing. */
const answering: Driver = {
  recorded,
  answerTo: (key) =>
    key.startsWith('external-')
      ? null
      : { value: [...key].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % 10 },
};
const silent: Driver = { recorded, answerTo: () => null };

const suspensionsOf = (runs: readonly Run[]) =>
  runs.flatMap(({ id }) => recorded.stateNames(id)).filter((name) => name === 'Suspended').length;

const task = fc.constantFrom<Step>({ do: 'task' }, { do: 'local-task' });
const { program } = fc.letrec<{ program: Step[]; step: Step }>((tie) => ({
  program: fc.array(tie('step'), { minLength: 1, maxLength: 4, depthIdentifier: 'step' }),
  step: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'step' },
    task,
    fc.constantFrom<Step>({ do: 'pause' }, { do: 'suspend' }, { do: 'use-answer' }, { do: 'receive' }),
    fc.record({ do: fc.constant('all' as const), steps: fc.array(task, { maxLength: 3 }) }),
    fc.record({ do: fc.constant('if-even' as const), steps: tie('program') }),
    fc.record({ do: fc.constant('repeat' as const), times: fc.integer({ min: 1, max: 2 }), steps: tie('program') }),
  ),
}));

/** How many inputs a program receives at most. */
function receivesOf(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.do === 'receive') return sum + 1;
    return 'steps' in step ? sum + receivesOf(step.steps) * (step.do === 'repeat' ? step.times : 1) : sum;
  }, 0);
}

it('comes to the same with and without forced suspensions, each task done and each input received once', async () => {
  const forcedRuns: Run[] = [];
  const programs = fc.record({ rounds: fc.array(program, { minLength: 1, maxLength: 3 }), disturbance });
  await checkPrograms(programs, 24, async ({ rounds, disturbance }) => {
    const id = randomUUID();
    const names = [`plain ${id}`, `forced ${id}`];
    const inputs = Array.from({ length: receivesOf(rounds.flat()) }, (_, index) => index);
    const [plain, forced] = await Promise.all([
      server.start('interpreting', { name: names[0], rounds }).then((run) => drive(answering, run, inputs)),
      server.start('interpreting', { name: names[1], rounds }).then((run) => {
        forcedRuns.push(run);
        return drive(answering, run, inputs, disturbance);
      }),
    ]);
    expect(forced).toEqual(plain);
    const received: number[] = [];
    for (const line of plain as string[]) {
      const [, place, what, number] = /^(\S+) (ran|received) (\d+)$/.exec(line) ?? [];
      if (what === 'received') received.push(Number(number));
      if (what !== 'ran') continue;
      expect(number).toBe('1');
      for (const name of names) expect(countOf(`${name} ${place}`)).toBe(1);
    }
    expect(received.sort((a, b) => a - b)).toEqual(inputs.slice(0, received.length));
  });
  expect(suspensionsOf(forcedRuns)).toBeGreaterThan(forcedRuns.length / 2);
  await expectToReplay(FLOWS, forcedRuns);
});

const lines = (maxLength: number, ...kinds: Line[]) => fc.array(fc.constantFrom(...kinds), { maxLength });

/** The notes that a conversation leaves. */
function notesFor({ prologue, body, epilogue }: Omit<Conversation, 'name'>, numbers: readonly number[]): string[] {
  const of = (part: readonly Line[], place: string) => part.map((line, index) => `${place}.${index} ${line}`);
  const bodies = numbers.flatMap((number) => of(body, String(number)));
  return [...of(prologue, 'prologue'), ...bodies, ...of(epilogue, 'epilogue')];
}

it('goes on behind the last input when it rolls over in the midst of suspensions, and does everything once', async () => {
  const runs: Run[] = [];
  const conversations = fc.record({
    prologue: lines(3, 'task', 'local-task', 'pause', 'suspend'),
    // Seldom one that stops at every input.
    body: fc.oneof(
      { weight: 4, arbitrary: lines(3, 'task', 'local-task') },
      { weight: 1, arbitrary: lines(2, 'task', 'pause', 'suspend') },
    ),
    epilogue: lines(2, 'task', 'pause', 'suspend'),
    inputs: fc.integer({ min: 3, max: 10 }),
    disturbance,
  });
  await checkPrograms(conversations, 12, async ({ inputs, disturbance, ...parts }) => {
    const name = `conversation ${randomUUID()}`;
    const numbers = Array.from({ length: inputs }, (_, index) => index);
    const run = await server.start('conversing', { name, ...parts });
    runs.push(run);
    expect(await drive(silent, run, [...numbers, -1], disturbance)).toBe('done');
    const expected = notesFor(parts, numbers);
    expect(notesOf(name)).toEqual(expected);
    for (const line of expected.filter((one) => one.endsWith(' task'))) {
      expect(countOf(`${name} ${line.slice(0, -' task'.length)}`)).toBe(1);
    }
  });
  const continued = await Promise.all(runs.map(async (run) => (await run.histories()).length - 1));
  // What is no suspension is a roll-over.
  expect(continued.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(suspensionsOf(runs));
  await expectToReplay(FLOWS, runs);
});
