// `sluice worker start`: a worker of one's own flows, on this machine or on another one that reaches Temporal and the API.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { setAction, withExamples } from './command-setup.js';
import { parseUrl } from './option-values.js';
import type { Terminal } from './terminal.js';

interface WorkerFlags {
  readonly workflows: string;
  readonly activities: string;
  readonly taskQueue: string;
  readonly apiUrl?: string;
  readonly apiKey?: string;
}

/** What flushing logs and closing connections may take beyond the grace of running tasks. */
const STOP_MARGIN_MS = 5000;

/** Adds the group of workers. */
export function addWorkerGroup(program: Command, terminal: Terminal): void {
  const group = program.command('worker').description('Run workers.');
  const command = group
    .command('start')
    .description('Run a worker: it carries out flows and tasks, and tells the platform which flows it serves.')
    .requiredOption('--workflows <path>', 'module whose exports are the flows')
    .requiredOption('--activities <path>', 'module whose exported functions are the tasks')
    .option('--task-queue <name>', 'task queue it takes work from', 'default')
    .option('--api-url <url>', 'where the API is (SLUICE_API_URL)', parseUrl)
    .option('--api-key <key>', 'its key (SLUICE_API_KEY)');
  setAction(command, terminal, async ({ answer }, flags: WorkerFlags) => {
    const processEnd = await import('../supervisor/process-end.js');
    const ended = processEnd.waitForEnd();
    const stop = new AbortController();
    void ended.then(() => stop.abort());
    const graceMs = await runWorker(flags, stop.signal, {
      onReady: () => {
        processEnd.tellParent({ type: 'ready' });
        answer({ task_queue: flags.taskQueue }, () =>
          terminal.printAside(`The worker takes work from task queue '${flags.taskQueue}'. Ctrl-C stops it.`),
        );
      },
      onProgress: (message) => terminal.printAside(message),
    }).catch(processEnd.reportFailure);
    await processEnd.endProcess(() => Promise.resolve(), { limitMs: graceMs + STOP_MARGIN_MS });
  });
  withExamples(
    command,
    'sluice worker start --workflows ./workflows/index.ts --activities ./activities/index.ts',
    'sluice worker start --workflows dist/flows.js --activities dist/tasks.js --task-queue billing',
  );
}

/** Runs until the signal; gives the grace time it was run with. */
async function runWorker(
  flags: WorkerFlags,
  signal: AbortSignal,
  reports: { readonly onReady: () => void; readonly onProgress: (message: string) => void },
): Promise<number> {
  const [{ readConfigWith, temporalOf }, { startWorker }] = await Promise.all([
    import('./settings.js'),
    import('../worker.js'),
  ]);
  const config = readConfigWith({ SLUICE_API_URL: flags.apiUrl, SLUICE_API_KEY: flags.apiKey });
  const running = startWorker({
    ...reports,
    signal,
    taskQueue: flags.taskQueue,
    workflowsPath: resolve(flags.workflows),
    activitiesPath: resolve(flags.activities),
    temporal: temporalOf(config),
    apiUrl: config.api.url,
    apiKey: config.api.key ?? undefined,
    allowPrivateAddresses: config.allowPrivateAddresses,
    shutdownGraceSeconds: config.shutdownGraceMs / 1000,
  });
  await running.catch((error: unknown) => {
    // Stopped before it was ready: what it was at does not matter any more.
    if (!signal.aborted) throw error;
  });
  return config.shutdownGraceMs;
}
