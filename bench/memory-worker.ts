// A worker process that takes in waiting runs and tells by how many MiB it grew, as the last line of its output.
// Arguments: side, Temporal's address, the API's, how many runs.
import { setTimeout as sleep } from 'node:timers/promises';
import { startContestants } from './contestants.js';
import type { Side } from './measure.js';
import { waitUntilWaiting } from './settled.js';

const WARM_UP_RUNS = 30;
const STARTS_AT_ONCE = 16;

const [side, address, apiUrl, count] = process.argv.slice(2) as [Side, string, string, string];
const runs = Number(count);
const both = await startContestants(address, apiUrl, [], {
  taskQueuePrefix: `bench-memory-${process.pid}`,
  cachedRuns: runs + WARM_UP_RUNS + 10,
});

async function startWaiting(howMany: number): Promise<void> {
  const ids: string[] = [];
  let left = howMany;
  const startSome = async () => {
    while (left-- > 0) ids.push(await both.start(side, 'waiting'));
  };
  await Promise.all(Array.from({ length: STARTS_AT_ONCE }, startSome));
  await waitUntilWaiting(both.client, ids);
}

async function memoryMib(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await sleep(300);
  }
  return process.memoryUsage.rss() / 1024 ** 2;
}

await startWaiting(WARM_UP_RUNS);
const before = await memoryMib();
await startWaiting(runs);
console.log((await memoryMib()) - before);
// Nothing is to be finished: its runs are left to the server, which goes with the benchmark.
process.exit(0);
