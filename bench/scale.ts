// `npm run bench:scale`: lists, filters and counts over 10,000 deployments and 100,000 runs, through the HTTP application
// on each kind of database. Apart from the comparisons with Temporal, since nothing here has a bare side: what counts is
// that each call stays under its bound at the 95th percentile.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { fillStore, SCALE, type FilledStore } from './scale-store.js';
import { CALLS } from './scale-calls.js';

const RESULTS = new URL('./results/', import.meta.url);
const BOUND_MS = 100;
const ROUNDS = 40;
const WARM_UP_ROUNDS = 3;
/** A server that has just started bundles the platform's workflows in the same process. */
const WARM_UP_MS = 20_000;

type StoreKind = 'PGlite' | 'Postgres';

interface Measured {
  readonly store: StoreKind;
  readonly call: string;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** When a kind of database was measured, and how busy the machine was. */
interface Circumstances {
  readonly measuredAt: string;
  readonly cpus: number;
  readonly load: number;
}

const results: Measured[] = [];
const circumstances: Partial<Record<StoreKind, Circumstances>> = {};
for (const kind of (['PGlite', 'Postgres'] as const).filter(isWanted)) {
  const load = Number(loadavg()[0]?.toFixed(1));
  circumstances[kind] = { measuredAt: new Date().toISOString(), cpus: cpus().length, load };
  const filled = await fillStore(kind);
  try {
    for (const endsAt = Date.now() + WARM_UP_MS; Date.now() < endsAt;) {
      for (const call of Object.keys(CALLS)) await answerTo(filled, call);
    }
    for (const call of Object.keys(CALLS)) results.push(await measure(filled, kind, call));
  } finally {
    await filled.close();
  }
}

const width = Math.max(...results.map(({ call }) => call.length));
for (const { store, call, p50Ms, p95Ms } of results) {
  const verdict = p95Ms <= BOUND_MS ? 'ok' : 'OVER';
  console.log(
    `${store.padEnd(9)} ${call.padEnd(width)} p50 ${p50Ms.toFixed(1)} ms  p95 ${p95Ms.toFixed(1)} ms  ${verdict}`,
  );
}
await mkdir(RESULTS, { recursive: true });
await keep();
process.exitCode = results.every(({ p95Ms }) => p95Ms <= BOUND_MS) ? 0 : 1;

/** Writes what was measured; what another kind of database did another time stays beside it. */
async function keep(): Promise<void> {
  const file = new URL('scale.json', RESULTS);
  const before = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as {
    readonly circumstances?: typeof circumstances;
    readonly results?: readonly Measured[];
  };
  const others = (before.results ?? []).filter(({ store }) => !(store in circumstances));
  const document = {
    scale: SCALE,
    boundMs: BOUND_MS,
    rounds: ROUNDS,
    circumstances: { ...before.circumstances, ...circumstances },
    results: [...others, ...results],
  };
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
}

function isWanted(kind: string): boolean {
  const wanted = process.argv.slice(2);
  return wanted.length === 0 || wanted.includes(kind);
}

async function measure(filled: FilledStore, store: StoreKind, call: string): Promise<Measured> {
  const times: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    const answer = await answerTo(filled, call);
    const elapsedMs = performance.now() - startedAt;
    if (answer === '[]' || answer === '0') throw new Error(`${call} found nothing: it would measure nothing`);
    if (round >= 0) times.push(elapsedMs);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] as number;
  return { store, call, p50Ms: at(0.5), p95Ms: at(0.95) };
}

async function answerTo({ url, facts }: FilledStore, call: string): Promise<string> {
  const { path, body } = (CALLS[call] as (typeof CALLS)[string])(facts);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${call} was answered with ${response.status}: ${answer.slice(0, 400)}`);
  return answer;
}
