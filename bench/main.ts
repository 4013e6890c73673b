// `npm run bench`: measures Sluice against Temporal alone on one dev server, in turns, and writes bench/results/.
// Names of scenarios as arguments run only these.
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { resolveCacheDir } from '../src/temporal/cli-cache.js';
import { locateTemporalCli } from '../src/temporal/cli-location.js';
import { startDevServer } from '../src/temporal/dev-server.js';
import { findFreePort } from '../test/free-port.js';
import { startApiServer } from './api-server.js';
import { startContestants } from './contestants.js';
import { keepResults } from './keep-results.js';
import type { Comparison } from './measure.js';
import { formatTable } from './report.js';
import { SCENARIOS } from './scenarios.js';

Runtime.install({ logger: new DefaultLogger('WARN') });
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SCENARIOS);
const unknown = names.filter((name) => !(name in SCENARIOS));
if (unknown.length > 0) {
  console.error(`No such scenario: ${unknown.join(', ')}. There are: ${Object.keys(SCENARIOS).join(', ')}.`);
  process.exit(2);
}

const { path } = await locateTemporalCli({
  cliPath: process.env['TEMPORAL_CLI_PATH'],
  environment: process.env,
  cacheDir: resolveCacheDir(process.env['XDG_CACHE_HOME']),
  onProgress: (line) => console.error(line),
});
const server = await startDevServer({
  cliPath: path,
  port: await findFreePort(),
  uiPort: null,
  dbFile: null,
  logLevel: 'error',
});
const results: Comparison[] = [];
const api = await startApiServer(server.address, await findFreePort());
try {
  const both = await startContestants(server.address, api.url, [server.pid, api.pid]);
  for (const name of names) {
    for (const result of (await SCENARIOS[name]?.(both)) ?? []) {
      results.push(result);
      console.error(
        `${name}: bare ${result.bare.toFixed(2)}, Sluice ${result.sluice.toFixed(2)} ${result.unit}, ratio ${result.ratio.toFixed(3)}`,
      );
    }
  }
  await both.close();
} finally {
  await api.stop();
  await server.stop();
}

console.log(formatTable(results));
await keepResults('latest.json', results);
