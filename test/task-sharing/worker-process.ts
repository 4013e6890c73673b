// A worker as a process of its own, to be killed by tests: serves ./flows.ts with ./tasks.ts and the platform over HTTP.
// Nobody can let its tasks go.
import { fileURLToPath } from 'node:url';
import { NativeConnection } from '@temporalio/worker';
import { createHttpPlatform } from '../../src/remote/http-platform.js';
import { createFlowWorker } from '../../src/worker.js';
import * as activities from './tasks.js';

const [address = '', taskQueue = '', url = '', apiKey = ''] = process.argv.slice(2);
const worker = await createFlowWorker({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowsPath: fileURLToPath(new URL('./flows.ts', import.meta.url)),
  activities,
  platform: createHttpPlatform({ url, apiKey }),
});
await worker.run();
