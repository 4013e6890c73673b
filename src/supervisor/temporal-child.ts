// The program that stands between the supervisor and the Temporal dev server: the server does not know us and would
// outlive a supervisor that was killed; this notices and takes it along. Run with the server's options as JSON.
import { startDevServer, type DevServerOptions } from '../temporal/dev-server.js';
import { endProcess, reportFailure, tellParent, waitForEnd } from './process-end.js';

const GRACE_MS = 2_000;

const options = JSON.parse(process.argv[2] ?? '{}') as DevServerOptions;
const end = waitForEnd();
const server = await startDevServer({
  ...options,
  onLog: (line) => void process.stdout.write(`${line}\n`),
  onProcess: (pid) => tellParent({ type: 'descendant', pid }),
}).catch(reportFailure);
tellParent({ type: 'ready', url: server.address });
void server.exited.then(() => process.exit(1));
await end;
await endProcess(() => server.stop(GRACE_MS), { limitMs: GRACE_MS + 1_000 });
