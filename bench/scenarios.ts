// What is compared, with the bounds to reach. Bounded in size, so that all of it takes some minutes.
import { compare, timeMs, type Comparison, type Side } from './measure.js';
import type { Contestants } from './contestants.js';
import { measureCpu } from './cpu.js';
import { measureMemory } from './memory.js';
import { measureResume } from './resume.js';
import { waitUntilWaiting } from './settled.js';

type Scenario = (both: Contestants) => Promise<Comparison[]>;

const one =
  (measure: (both: Contestants) => Promise<Comparison>): Scenario =>
  async (both) => [await measure(both)];

/** Latency of one run after another, over some runs a round so that a single hiccup does not decide. */
function latency(
  name: string,
  workflowType: string,
  parameters: Record<string, unknown>,
  options: { rounds: number; runs: number; atMost?: number },
): Scenario {
  return one((both) =>
    compare(
      {
        name,
        unit: 'ms',
        bound: options.atMost === undefined ? null : { atMost: options.atMost },
        rounds: options.rounds,
      },
      async (side) => {
        const ms = await timeMs(async () => {
          for (let run = 0; run < options.runs; run += 1) await both.run(side, workflowType, parameters);
        });
        return ms / options.runs;
      },
    ),
  );
}

const concurrentRuns: Scenario = one((both) =>
  compare(
    { name: '200 concurrent one-task runs', unit: 'runs/s', bound: { atLeast: 0.75 }, rounds: 5 },
    async (side) => {
      const count = 200;
      const ms = await timeMs(() => Promise.all(Array.from({ length: count }, () => both.run(side, 'oneTask'))));
      return (count / ms) * 1000;
    },
  ),
);

/** Events in the history of one run; a run that waits is counted while it does. */
const historyEvents = (workflowType: string, name: string, waits = false): Scenario =>
  one((both) =>
    compare({ name, unit: 'events', bound: null, rounds: 1 }, async (side: Side) => {
      const id = await both.start(side, workflowType);
      const handle = both.client.workflow.getHandle(id);
      if (waits) await waitUntilWaiting(both.client, [id]);
      else await handle.result();
      return (await handle.describe()).historyLength;
    }),
  );

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  empty: latency('empty run', 'empty', {}, { rounds: 9, runs: 10 }),
  'one-task': latency('run with one task', 'oneTask', {}, { rounds: 9, runs: 10, atMost: 1.25 }),
  sequential: latency('50 sequential tasks', 'sequential', { count: 50 }, { rounds: 7, runs: 1, atMost: 1.25 }),
  'sequential-local': latency(
    '50 sequential local tasks',
    'sequentialLocal',
    { count: 50 },
    { rounds: 7, runs: 2, atMost: 1.25 },
  ),
  parallel: latency('500 parallel tasks', 'parallel', { count: 500 }, { rounds: 5, runs: 1 }),
  concurrent: concurrentRuns,
  'history-empty': historyEvents('empty', 'history events, empty run'),
  'history-one-task': historyEvents('oneTask', 'history events, one task'),
  'history-waiting': historyEvents('waiting', 'history events, a run that waits', true),
  cpu: measureCpu,
  resume: measureResume,
  memory: measureMemory,
};
