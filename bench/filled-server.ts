// A server over a data folder that was filled beforehand, with a Temporal of its own beside it: what the benchmarks of long
// lists read from.
import { locateTemporalCli } from '../src/temporal/cli-location.js';
import { resolveCacheDir } from '../src/temporal/cli-cache.js';
import { startDevServer } from '../src/temporal/dev-server.js';
import { findFreePort } from '../test/free-port.js';
import { startApiServer } from './api-server.js';

export interface FilledServer {
  /** The API, ending in /api. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves a folder; ready when this resolves.
 *
 * @param environment - further settings, for example another database
 */
export async function serveFilled(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<FilledServer> {
  const { path: cliPath } = await locateTemporalCli({
    cliPath: process.env['TEMPORAL_CLI_PATH'],
    environment: process.env,
    cacheDir: resolveCacheDir(process.env['XDG_CACHE_HOME']),
    onProgress: (line) => console.error(line),
  });
  const port = await findFreePort();
  const temporal = await startDevServer({ cliPath, port, uiPort: null, dbFile: null, logLevel: 'error' });
  const api = await startApiServer(temporal.address, await findFreePort(), { SLUICE_DATA_DIR: folder, ...environment });
  return {
    url: api.url,
    async stop() {
      await api.stop();
      await temporal.stop();
    },
  };
}
