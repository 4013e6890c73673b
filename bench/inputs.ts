// `npx tsx bench/inputs.ts`: measures inputs of runs next to bare Temporal signals that do the same, in turns; `soak` as an
// argument sends 30,000 inputs into one run instead (or the number that follows), by roll-over (`logging`) and by
// continueFlowRun (`counting`), and checks each of them.
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createClient } from '../src/client/index.js';
import { createHttpPlatform } from '../src/remote/http-platform.js';
import { resolveCacheDir } from '../src/temporal/cli-cache.js';
import { locateTemporalCli } from '../src/temporal/cli-location.js';
import { startDevServer } from '../src/temporal/dev-server.js';
import { createFlowWorker } from '../src/worker.js';
import { findFreePort } from '../test/free-port.js';
import { startApiServer } from './api-server.js';
import { createInputScenarios, soak, type Talkers } from './inputs-scenarios.js';
import { keepResults } from './keep-results.js';
import { formatTable } from './report.js';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

Runtime.install({ logger: new DefaultLogger('ERROR') });
const { path } = await locateTemporalCli({
  cliPath: process.env['TEMPORAL_CLI_PATH'],
  environment: process.env,
  cacheDir: resolveCacheDir(process.env['XDG_CACHE_HOME']),
  onProgress: (line) => console.error(line),
});
const ports = { port: await findFreePort(), uiPort: null, dbFile: null } as const;
const server = await startDevServer({ cliPath: path, logLevel: 'error', ...ports });
const api = await startApiServer(server.address, await findFreePort());
const connection = await Connection.connect({ address: server.address });
const native = await NativeConnection.connect({ address: server.address });
const sluice = await createFlowWorker({
  connection: native,
  taskQueue: 'talk-sluice',
  workflowsPath: pathOf('./inputs-flows.ts'),
  activities: {},
  platform: createHttpPlatform({ url: api.url, apiKey: null }),
});
const bare = await Worker.create({
  connection: native,
  taskQueue: 'talk-bare',
  workflowBundle: await bundleWorkflowCode({ workflowsPath: pathOf('./inputs-bare.ts') }),
});
const running = Promise.all([sluice.run(), bare.run()]);
const temporal = new Client({ connection });
const talkers: Talkers = {
  temporal,
  client: createClient({ apiUrl: api.url }),
  async start(side, workflowType, parameters = {}) {
    const workflowId = randomUUID();
    await temporal.workflow.start(workflowType, { taskQueue: `talk-${side}`, workflowId, args: [parameters] });
    return workflowId;
  },
};
try {
  const names = process.argv.slice(2);
  if (names[0] === 'soak') {
    const flows = names.length > 2 ? names.slice(2) : ['logging', 'counting'];
    await keepResults('inputs.json', await soak(talkers, Number(names[1] ?? 30_000), flows));
  } else {
    const results = [];
    for (const [name, scenario] of Object.entries(createInputScenarios(talkers))) {
      if (names.length === 0 || names.includes(name)) results.push(await scenario());
    }
    console.log(formatTable(results));
    await keepResults('inputs.json', results);
  }
} finally {
  sluice.shutdown();
  bare.shutdown();
  await running;
  await native.close();
  await connection.close();
  await api.stop();
  await server.stop();
}
