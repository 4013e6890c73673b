// Asking a run changes nothing, whenever it is asked: a query that is answered while a local activity runs splits the
// workflow task in two, and the run's code must be led the same way by that history as by a whole one.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveFlows, type FlowServer, type Run } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { expectToReplay } from './replaying.js';
import { work } from './work.js';

const FLOWS = fileURLToPath(new URL('./flows/local.ts', import.meta.url));
const RUNS = 12;
let server: FlowServer;
beforeAll(async () => {
  server = await serveFlows(FLOWS, new RecordingPlatform().platform, work);
});
afterAll(() => server.stop());

/** Asks the run again and again until it ends. */
async function askUntilEnd(run: Run): Promise<unknown> {
  let ended = false;
  const result = run.result().finally(() => (ended = true));
  while (!ended) await run.state().catch(() => undefined);
  return result;
}

it.each([
  ['localWork', 1],
  ['localWorkInTime', 1],
  ['remoteWorkAtOnce', 6],
  ['mixedWorkAtOnce', 6],
] as const)('leaves a history of %s that leads the same way', { timeout: 120_000 }, async (flowName, times) => {
  const live = async () => {
    const run = await server.start(flowName, { times });
    expect(await askUntilEnd(run)).toBe(times);
    return run;
  };
  const runs = (await Promise.all(Array.from({ length: RUNS }, live))).flat();
  await expectToReplay(FLOWS, runs);
});
