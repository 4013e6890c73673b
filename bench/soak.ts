// `npm run bench:soak [minutes]`: mixed load on the whole product while its processes are killed at random; at the end the
// books must balance. Every run that was accepted has ended as it should, every event that was accepted is in the log once
// and made its automation fire once. The memory of each process is sampled all the while; in the second half nothing is
// killed, so that processes live long enough to see whether it levels off. `npm run bench:soak chart` draws the kept numbers.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '../src/client/index.js';
import { DevProcess, onFreePorts } from '../test/dev/dev-process.js';
import { balanceBooks, startLoad } from './soak-load.js';
import { chartMemory, sampleMemory, type MemorySample } from './soak-memory.js';
import { keepSoak, redrawSoak } from './soak-report.js';

const LONGEST_MINUTES = 60;
const KILL_EVERY_MS = 30_000;
const SAMPLE_EVERY_MS = 5_000;

const PARTS = { temporal: /temporal-child/, server: / server start/, worker: / worker start/ };

if (process.argv[2] === 'chart') {
  await redrawSoak();
  process.exit(0);
}
const minutes = Math.min(Number(process.argv[2] ?? 20), LONGEST_MINUTES);
if (!(minutes > 0)) {
  console.error(`Expected how many minutes to run, at most ${LONGEST_MINUTES}; found '${process.argv[2]}'.`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'sluice-soak-'));
const { args, apiUrl } = await onFreePorts();
const dev = new DevProcess([...args, '--data-dir', folder], { TEMPORAL_ADDRESS: '', SLUICE_API_URL: '' });
const samples: MemorySample[] = [];
const kills: { readonly atSeconds: number; readonly name: string }[] = [];
let startedAt = Date.now();
const secondsSinceStart = () => Math.round((Date.now() - startedAt) / 1000);

try {
  await dev.prints(/^Ready\./m);
  const client = createClient({ apiUrl });
  const load = await startLoad(client);
  startedAt = Date.now();
  const endsAt = startedAt + minutes * 60_000;
  const calmFromSeconds = minutes * 30;
  let killAt = Date.now() + KILL_EVERY_MS;
  while (Date.now() < endsAt) {
    await sleep(SAMPLE_EVERY_MS);
    samples.push({ atSeconds: secondsSinceStart(), ...(await sampleMemory(await processes())) });
    if (Date.now() > killAt && secondsSinceStart() < calmFromSeconds) {
      killAt = Date.now() + KILL_EVERY_MS;
      await killOne();
    }
  }
  const books = await balanceBooks(client, await load.stop());
  const measuredAt = new Date(startedAt).toISOString();
  const levels = await keepSoak({ measuredAt, minutes, books, kills, calmFromSeconds, samples });
  console.log(chartMemory(samples));
  console.log(JSON.stringify({ ...books, kills: kills.length, levels }, null, 2));
  process.exitCode = books.missing.length === 0 ? 0 : 1;
} finally {
  await dev.stop('SIGINT');
  await rm(folder, { recursive: true, force: true });
}

interface Part {
  readonly name: string;
  readonly pid: number;
}

/** The living parts of the product, told apart by what they were started as. */
async function processes(): Promise<Part[]> {
  const noted = JSON.parse(await readFile(join(folder, 'dev.json'), 'utf8')) as { readonly children: Part[] };
  const parts: Part[] = [];
  for (const { pid } of noted.children) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const name = Object.keys(PARTS).find((part) =>
      PARTS[part as keyof typeof PARTS].test(command.replaceAll('\0', ' ')),
    );
    if (name !== undefined) parts.push({ name, pid });
  }
  return parts;
}

/** Kills one of the children without a word. */
async function killOne(): Promise<void> {
  const children = await processes();
  const child = children[Math.floor(Math.random() * children.length)];
  if (child === undefined) return;
  kills.push({ atSeconds: secondsSinceStart(), name: child.name });
  console.error(`${new Date().toISOString()} kills ${child.name}`);
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // It was being restarted just now.
  }
}
