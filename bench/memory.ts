// What a thousand waiting runs take of a worker's memory. Each side has a worker process of its own (memory-worker.ts),
// with room for all of them in its cache.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contestants } from './contestants.js';
import type { Comparison, Side } from './measure.js';

const run = promisify(execFile);
const DEFAULT_RUNS = 1000;
const LIMIT_MS = 600_000;

/** Scaled to a thousand runs from `SLUICE_BENCH_CACHED` of them. @default 1000 */
export async function measureMemory({ address, apiUrl }: Contestants): Promise<Comparison[]> {
  const runs = Number(process.env['SLUICE_BENCH_CACHED'] ?? DEFAULT_RUNS);
  const worker = fileURLToPath(new URL('./memory-worker.ts', import.meta.url));
  const grownBy = async (side: Side) => {
    const args = ['--expose-gc', '--import', 'tsx', worker, side, address, apiUrl, String(runs)];
    const { stdout } = await run(process.execPath, args, { timeout: LIMIT_MS, maxBuffer: 1024 * 1024 });
    return (Number(stdout.trim().split('\n').at(-1)) / runs) * 1000;
  };
  const bare = await grownBy('bare');
  const sluice = await grownBy('sluice');
  const name = 'worker memory, 1000 waiting runs';
  return [{ name, unit: 'MiB', bound: null, bare, sluice, ratio: sluice / bare, rounds: 1 }];
}
