// The Sluice server as a process of its own, as `sluice dev` runs it: on PGlite in a folder that goes when it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface ApiServer {
  /** The API, ending in /api. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 180_000;

/**
 * Starts a server against a Temporal address; ready when it answers.
 *
 * @param environment - further settings, for example another database
 */
export async function startApiServer(
  temporalAddress: string,
  port: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<ApiServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const cli = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', cli, 'server', 'start'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      TEMPORAL_ADDRESS: temporalAddress,
      SLUICE_PORT: String(port),
      SLUICE_DATA_DIR: dataDir,
      SLUICE_LOG_LEVEL: 'error',
      ...environment,
    },
  });
  const url = `http://127.0.0.1:${port}/api`;
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
    await rm(dataDir, { recursive: true, force: true });
  };
  const deadlineAt = Date.now() + READY_LIMIT_MS;
  for (;;) {
    if (
      await fetch(`${url}/ready`)
        .then((response) => response.ok)
        .catch(() => false)
    )
      break;
    if (Date.now() > deadlineAt || child.exitCode !== null) {
      await stop();
      throw new Error(`Expected the server to be ready at ${url} within ${READY_LIMIT_MS} ms.`);
    }
    await sleep(50);
  }
  return { url, pid: child.pid as number, stop };
}
