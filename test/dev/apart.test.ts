// The parts on their own, as in production: a server over a Postgres and a Temporal that run elsewhere, and a worker that
// knows only where Temporal and the API are, and a key.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { findFreePort } from '../free-port.js';
import { startPostgres, type PostgresServer } from '../store/postgres-server.js';
import { testTemporalAddress, uniqueTaskQueue } from '../temporal-server.js';
import { DevProcess, PATIENCE } from './dev-process.js';

const KEY = 'key-of-the-worker-elsewhere';
const module = (name: string) => fileURLToPath(new URL(name, import.meta.url));
let postgres: PostgresServer;
let folder: string;
const processes: DevProcess[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'sluice-apart-'));
});
afterAll(async () => {
  for (const process of processes.reverse()) await process.stop('SIGTERM');
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

function launch(command: string[], args: string[], environment: Record<string, string>): DevProcess {
  const nothingElse = { DATABASE_URL: '', SLUICE_API_URL: '', SLUICE_API_KEY: '', SLUICE_DATA_DIR: folder };
  const process = new DevProcess(
    args,
    { ...nothingElse, TEMPORAL_ADDRESS: testTemporalAddress(), ...environment },
    command,
  );
  processes.push(process);
  return process;
}

it('serve a flow from its start to its end', { timeout: 400_000 }, async () => {
  const port = await findFreePort();
  const apiUrl = `http://127.0.0.1:${port}/api`;
  const server = launch(['server', 'start'], ['--port', String(port)], {
    DATABASE_URL: postgres.url,
    SLUICE_API_KEY: KEY,
  });
  await server.prints(/The API is at/);
  const modules = ['--workflows', module('../crash/flows.ts'), '--activities', module('../crash/tasks.ts')];
  const keyless = launch(['worker', 'start'], [...modules, '--task-queue', uniqueTaskQueue()], {
    SLUICE_API_URL: apiUrl,
  });
  expect(await keyless.ended).not.toBe(0);
  expect(keyless.output).toMatch(/SLUICE_API_KEY|unauthenticated/i);

  const environment = { SLUICE_API_URL: apiUrl, SLUICE_API_KEY: KEY };
  const worker = launch(['worker', 'start'], [...modules, '--task-queue', uniqueTaskQueue()], environment);
  await worker.prints(/The worker takes work from/);
  await expect(createClient({ apiUrl }).flowRuns.start('suspending')).rejects.toMatchObject({
    code: 'unauthenticated',
  });

  const client = createClient({ apiUrl, apiKey: KEY });
  const run = await client.flowRuns.start('suspending', { folder, key: 'apart' });
  await client.flowRuns.wait(run, { state: 'Suspended', timeoutMs: PATIENCE.timeout });
  await client.flowRuns.resume(run, { runInput: { word: 'apart' } });
  const limit = { timeoutMs: PATIENCE.timeout };
  expect(await client.flowRuns.result(run, limit)).toEqual({ before: 1, word: 'apart', after: 1 });
});
