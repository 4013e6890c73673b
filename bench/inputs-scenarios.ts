// What is measured of inputs, and the soak that checks 30,000 of them. inputs.ts starts the two sides.
import type { Client } from '@temporalio/client';
import type { SluiceClient } from '../src/client/index.js';
import { compare, timeMs, type Comparison, type Side } from './measure.js';

export interface Talkers {
  readonly temporal: Client;
  readonly client: SluiceClient;
  /** Starts a run of one side and gives its workflow id. */
  start(side: Side, workflowType: string, parameters?: Record<string, unknown>): Promise<string>;
}

const ROUND_TRIPS = 50;
const INPUTS = 1000;
const RUNS = 100;
const SENDERS = 20;

export function createInputScenarios(talkers: Talkers): Record<string, () => Promise<Comparison>> {
  const result = (id: string) => talkers.temporal.workflow.getHandle(id).result();
  const intoRuns = (name: string, runs: number) => () =>
    compare({ name, unit: 'inputs/s', bound: null, rounds: 3 }, async (side) => {
      const count = INPUTS / runs;
      const ids = await Promise.all(Array.from({ length: runs }, () => talkers.start(side, 'sinking', { count })));
      if (side === 'sluice') await Promise.all(ids.map((id) => heard(talkers, id)));
      const ms = await timeMs(async () => {
        await sendAll(talkers, side, INPUTS, (n) => ids[n % runs] as string);
        await Promise.all(ids.map(result));
      });
      return (INPUTS / ms) * 1000;
    });
  return {
    'round-trip': () =>
      compare({ name: 'input round trip between runs', unit: 'ms', bound: null, rounds: 5 }, async (side) => {
        const to = await talkers.start(side, 'echoing');
        if (side === 'sluice') await heard(talkers, to);
        const ms = await timeMs(async () => {
          await result(await talkers.start(side, 'asking', { to, count: ROUND_TRIPS }));
        });
        return ms / ROUND_TRIPS;
      }),
    'into-one': intoRuns('inputs into one run', 1),
    'into-100': intoRuns(`inputs into ${RUNS} runs`, RUNS),
  };
}

/** Sends numbers as many at a time as there are senders. */
async function sendAll({ temporal, client }: Talkers, side: Side, count: number, to: (n: number) => string) {
  let next = 0;
  const send = async () => {
    while (next < count) {
      const n = next++;
      if (side === 'sluice') await client.flowRuns.sendInput(to(n), n);
      else await temporal.workflow.getHandle(to(n)).signal('input', { value: n, sender: null });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}

async function heard({ client }: Talkers, id: string): Promise<void> {
  for (;;)
    if (
      await client.flowRuns.read(id).then(
        () => true,
        () => false,
      )
    )
      return;
}

interface Soaked {
  readonly name: string;
  readonly inputs: number;
  readonly temporalRuns: number;
  readonly inputsASecond: number;
  readonly refusedAndSentAgain: number;
}

/** Sends inputs in order into one run that rolls over by itself, and into one that starts over; checks each. */
export async function soak(talkers: Talkers, count: number, flows: readonly string[]): Promise<Soaked[]> {
  const soaked: Soaked[] = [];
  for (const flow of flows) {
    const id = await talkers.start('sluice', flow, { next: 0 });
    await heard(talkers, id);
    let refused = 0;
    const ms = await timeMs(async () => {
      for (let n = 0; n < count; n += 1) {
        if (n % 5000 === 0) console.error(`${flow}: ${n} sent`);
        refused += await sendUntilTaken(talkers, id, n);
      }
      await sendUntilTaken(talkers, id, -1);
      const value: unknown = await talkers.temporal.workflow.getHandle(id).result();
      if (flow === 'counting' && value !== count) throw new Error(`Expected ${count} inputs, got ${String(value)}.`);
    });
    let runs = 0;
    for await (const _ of talkers.temporal.workflow.list({ query: `WorkflowId = '${id}'` })) runs += 1;
    if (flow === 'logging') await checkLogs(talkers, id, count);
    const rate = Math.round((count / ms) * 1000);
    console.log(
      `${flow}: ${count} inputs in order, ${runs} Temporal runs, ${rate} a second, ${refused} refused and sent again`,
    );
    const name = `soak: ${flow}, ${count} inputs`;
    soaked.push({ name, inputs: count, temporalRuns: runs, inputsASecond: rate, refusedAndSentAgain: refused });
  }
  return soaked;
}

/** Sends an input, again as long as the run is full; tells how often it was refused. */
async function sendUntilTaken({ client }: Talkers, id: string, n: number): Promise<number> {
  for (let refused = 0; ; refused += 1) {
    try {
      await client.flowRuns.sendInput(id, n);
      return refused;
    } catch (error) {
      if ((error as { code?: string }).code !== 'run-inputs-full') throw error;
    }
  }
}

async function checkLogs({ client }: Talkers, id: string, count: number): Promise<void> {
  const logs = await client.flowRuns.logs(id, { limit: count + 1000 });
  const numbers = logs.map(({ message }) => message).filter((message) => /^\d+$/.test(message));
  const wrong = numbers.findIndex((message, index) => message !== String(index));
  if (numbers.length !== count || wrong >= 0)
    throw new Error(`Of ${numbers.length} lines the one at ${wrong} is wrong.`);
}
