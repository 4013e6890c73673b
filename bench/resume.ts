// How long it takes from an answer to the line after the pause: over our API, against an update of a bare workflow. The
// answer comes back from the workflow task that ran that line, so the time of the call is the time measured.
import { randomUUID } from 'node:crypto';
import type { Contestants } from './contestants.js';
import { compare, timeMs, type Comparison, type Side } from './measure.js';
import { waitUntilWaiting } from './settled.js';

const ROUNDS = 9;
const ANSWERS_A_ROUND = 5;
const DEFAULT_CROWD = 2000;
const STARTS_AT_ONCE = 16;

/** Alone, and with other runs waiting: `SLUICE_BENCH_WAITING` of them on each side. @default 2000 */
export async function measureResume(both: Contestants): Promise<Comparison[]> {
  const alone = await compareResume(both, 'resume over HTTP', { atMost: 1.5 });
  const crowd = Number(process.env['SLUICE_BENCH_WAITING'] ?? DEFAULT_CROWD);
  const waiting = await startCrowd(both, crowd);
  const crowded = await compareResume(both, `resume, ${crowd} others waiting`, null);
  for (const id of waiting) await both.client.workflow.getHandle(id).terminate();
  const change = { name: `resume of ours: alone, then crowded`, unit: 'ms', rounds: ROUNDS } as const;
  const [bare, sluice] = [alone.sluice, crowded.sluice];
  return [alone, crowded, { ...change, bound: { atMost: 1.2 }, bare, sluice, ratio: sluice / bare }];
}

function compareResume(both: Contestants, name: string, bound: Comparison['bound']): Promise<Comparison> {
  return compare({ name, unit: 'ms', bound, rounds: ROUNDS }, async (side) => {
    const ids = await Promise.all(Array.from({ length: ANSWERS_A_ROUND }, () => both.start(side, 'waiting')));
    await waitUntilWaiting(both.client, ids);
    let sum = 0;
    for (const id of ids) {
      sum += await timeMs(() => answer(both, side, id));
      // What is asked for is how soon one answer arrives, not how many a second: its run ends before the next is answered.
      await both.client.workflow.getHandle(id).result();
    }
    return sum / ids.length;
  });
}

async function answer({ client, apiUrl }: Contestants, side: Side, id: string): Promise<void> {
  if (side === 'bare') {
    await client.workflow.getHandle(id).executeUpdate('resume', { args: [{}], updateId: randomUUID() });
    return;
  }
  const response = await fetch(`${apiUrl}/flow_runs/${id}/resume`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { status } = (await response.json()) as { status?: string };
  if (status !== 'ACCEPT') throw new Error(`Expected the resume of ${id} to be accepted, got ${response.status}.`);
}

/** As many waiting runs on each side, so that neither has the machine to itself. */
async function startCrowd(both: Contestants, count: number): Promise<string[]> {
  const ids: string[] = [];
  let left = count;
  const startSome = async () => {
    while (left-- > 0) for (const side of ['bare', 'sluice'] as const) ids.push(await both.start(side, 'waiting'));
  };
  await Promise.all(Array.from({ length: STARTS_AT_ONCE }, startSome));
  await waitUntilWaiting(both.client, ids);
  return ids;
}
