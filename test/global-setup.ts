// One Temporal dev server for the whole test run, in memory and on a free port; test files find it by its address in
// SLUICE_TEST_TEMPORAL_ADDRESS (test/temporal-server.ts). When that is set from outside, that server is used instead.
import { locateTemporalCli } from '../src/temporal/cli-location.js';
import { resolveCacheDir } from '../src/temporal/cli-cache.js';
import { startDevServer, type DevServer } from '../src/temporal/dev-server.js';
import { findFreePort } from './free-port.js';

const START_ATTEMPTS = 3;

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.SLUICE_TEST_TEMPORAL_ADDRESS) return undefined;
  const { path } = await locateTemporalCli({
    cliPath: process.env.TEMPORAL_CLI_PATH,
    environment: process.env,
    cacheDir: resolveCacheDir(process.env.XDG_CACHE_HOME),
    onProgress: (line) => console.log(line),
  });
  const server = await startOnFreePort(path);
  process.env.SLUICE_TEST_TEMPORAL_ADDRESS = server.address;
  // What the tests used is visible here; the CLI is found once and not by each test again.
  process.env.SLUICE_TEST_TEMPORAL_CLI = path;
  return () => server.stop();
}

/** A free port may be taken by somebody else in between; then another one is tried. */
async function startOnFreePort(cliPath: string): Promise<DevServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startDevServer({
        cliPath,
        port: await findFreePort(),
        uiPort: null,
        dbFile: null,
        logLevel: 'error',
      });
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}
