// Composition root of `sluice dev`: everything on this machine from one command. It starts the Temporal dev server, the
// server and a worker of the example flows, each as a process of its own, keeps them running and stops them in order.
// It loads little itself, so that the first line is there at once.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config.js';
import { readOwnVersion } from './own-version.js';
import { superviseChild, type ChildSpec, type SupervisedChild } from './supervisor/child.js';
import { openChildLog, type ChildLog } from './supervisor/child-log.js';
import { claimDataDir, type DataDirClaim } from './supervisor/data-dir-claim.js';
import { assertPortsFree, type WantedPort } from './supervisor/ports.js';
import { endProcess, waitForEnd } from './supervisor/process-end.js';
import { waitForProcesses } from './supervisor/process-mark.js';

export interface DevOptions {
  readonly config: Config;
  /** Keeps its data in a temporary folder and removes that at the end. @default false */
  readonly ephemeral?: boolean;
  /** The flows and tasks of the worker. @default the examples of this package */
  readonly workflowsPath?: string;
  readonly activitiesPath?: string;
  /** Writes a line for the person who started it. */
  readonly print: (line: string) => void;
}

export const DEV_TASK_QUEUE = 'default';

const HOST = '127.0.0.1';
/** Where commands look for the API when nobody tells them. */
const DEFAULT_PORT = 4200;
/** What each may take to stop; together so much less than the limit for all that a busy machine keeps to it too. */
const GRACE_MS = { worker: 3_500, server: 2_500, temporal: 2_500 } as const;
const STOP_LIMIT_MS = 9_500;
/** What the worker gives running tasks, and the server running requests, within the above. */
const INNER_GRACE_SECONDS = { worker: 2, server: 1 } as const;
const LEFTOVER_LIMIT_MS = 12_000;

/** Runs everything until it is told to end. Throws an error of ours, with everything stopped, when it cannot start. */
export async function runDev(options: DevOptions): Promise<void> {
  const { config, print, ephemeral = false } = options;
  const end = waitForEnd();
  const dataDir = ephemeral ? await mkdtemp(join(tmpdir(), 'sluice-')) : config.dataDir;
  const where = ephemeral ? 'keeping nothing' : `data in ${showPath(dataDir)}`;
  print(`Sluice ${readOwnVersion()} starts, ${where}`);
  const dev = new DevProcesses(options, dataDir);
  let failure: Error | undefined;
  try {
    const started = dev.start().then(() => dev.printWelcome());
    const reason = await Promise.race([end, started.then(() => end)]);
    print(`Stopping (${reason}) …`);
    // Whatever start() was at when the end came does not matter any more.
    started.catch(() => undefined);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
  }
  const stop = async (): Promise<void> => {
    await dev.stop();
    if (ephemeral) await rm(dataDir, { recursive: true, force: true });
  };
  await endProcess(stop, { limitMs: STOP_LIMIT_MS });
  if (failure) throw failure;
  print(ephemeral ? 'Stopped.' : 'Stopped. Nothing is lost: start again and every unfinished run goes on.');
}

class DevProcesses {
  private readonly children: { readonly name: string; readonly child: SupervisedChild; readonly log: ChildLog }[] = [];
  private claim: DataDirClaim | undefined;
  private stopping = false;

  constructor(
    private readonly options: DevOptions,
    private readonly dataDir: string,
  ) {}

  /** Temporal and the server start side by side; the worker follows, since it tells the server what it serves. */
  async start(): Promise<void> {
    const {
      config,
      print,
      workflowsPath = ownModule('workflows'),
      activitiesPath = ownModule('activities'),
    } = this.options;
    this.claim = await claimDataDir(this.dataDir);
    await this.waitForEarlierRun(this.claim);
    await assertPortsFree(this.wantedPorts());
    const temporal = await this.launchTemporal();
    const environment = { TEMPORAL_ADDRESS: temporal.address, SLUICE_DATA_DIR: this.dataDir };
    const uiUrl = config.temporal.uiUrl ?? temporal.uiUrl;
    const server = await this.launch('server', cliModule(), ['server', 'start'], {
      ...environment,
      ...(uiUrl === null ? {} : { SLUICE_TEMPORAL_UI_URL: uiUrl }),
      SLUICE_SHUTDOWN_GRACE_SECONDS: String(INNER_GRACE_SECONDS.server),
    });
    const temporalReady = temporal.ready().then(() => temporal.lines.forEach(print));
    // Whichever cannot start ends the waiting for both.
    await Promise.all([temporalReady, server()]);
    print(`  API         ${config.server.url}`);
    const modules = ['--workflows', workflowsPath, '--activities', activitiesPath];
    const worker = await this.launch(
      'worker',
      cliModule(),
      ['worker', 'start', ...modules, '--task-queue', DEV_TASK_QUEUE],
      {
        ...environment,
        SLUICE_API_URL: config.server.url,
        SLUICE_SHUTDOWN_GRACE_SECONDS: String(INNER_GRACE_SECONDS.worker),
      },
    );
    await worker();
    print(`  Worker      flows of ${showPath(workflowsPath)} on task queue '${DEV_TASK_QUEUE}'`);
  }

  printWelcome(): void {
    const { print, config } = this.options;
    const where = config.server.port === DEFAULT_PORT ? '' : `SLUICE_API_URL=${config.server.url} `;
    // The package's own name would first be built and linked by npx; from the sources there is a quicker way.
    const program = extension() === '.ts' ? `npx tsx ${showPath(cliModule())}` : 'npx sluice';
    print('');
    print('Ready. To try in another terminal:');
    for (const command of ['start inspiringJoke --watch', 'ls', 'resume ID'])
      print(`  ${where}${program} flow-run ${command}`);
    print('');
    print('Ctrl-C stops everything.');
  }

  /** The last started stops first: the worker, the server, Temporal. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const { child, log } of this.children.reverse()) {
      await child.stop();
      await log.close();
    }
    await this.claim?.release();
  }

  private async waitForEarlierRun({ leftovers }: DataDirClaim): Promise<void> {
    const soon = await waitForProcesses(leftovers, 0);
    if (soon.length === 0) return;
    this.options.print('  waiting for the processes of an earlier run to end …');
    const left = await waitForProcesses(soon, LEFTOVER_LIMIT_MS);
    if (left.length > 0) this.options.print(`  they still run: ${left.map(({ pid }) => pid).join(', ')}`);
  }

  private wantedPorts(): WantedPort[] {
    const { server, temporal } = this.options.config;
    const api: WantedPort = { host: server.host, port: server.port, purpose: 'the API', option: '--port' };
    if (temporal.address !== null) return [api];
    const instead = `set TEMPORAL_ADDRESS=${HOST}:${temporal.port} to use the Temporal server that listens there`;
    return [
      api,
      { host: HOST, port: temporal.port, purpose: 'Temporal', option: '--temporal-port', hint: instead },
      { host: HOST, port: temporal.uiPort, purpose: 'the Temporal Web UI', option: '--temporal-ui-port' },
    ];
  }

  private async launchTemporal(): Promise<LaunchedTemporal> {
    const { config, print } = this.options;
    const named = config.temporal.address;
    if (named !== null)
      return {
        address: named,
        uiUrl: null,
        ready: () => Promise.resolve(),
        lines: [`  Temporal    ${named}  (TEMPORAL_ADDRESS)`],
      };
    const { locateTemporalCli } = await import('./temporal/cli-location.js');
    const { path, version, way } = await locateTemporalCli({
      cliPath: config.temporal.cliPath,
      environment: config.environment,
      cacheDir: config.cacheDir,
      onProgress: (line) => print(`  ${line}`),
    });
    const { port, uiPort, namespace } = config.temporal;
    const dbFile = join(this.dataDir, 'temporal.db');
    const server = { cliPath: path, port, uiPort, dbFile, namespace, ip: HOST };
    const module = fileURLToPath(new URL(`./supervisor/temporal-child${extension()}`, import.meta.url));
    const address = `${HOST}:${port}`;
    const uiUrl = `http://${HOST}:${uiPort}`;
    return {
      address,
      uiUrl,
      ready: await this.launch('temporal', module, [JSON.stringify(server)], {}),
      lines: [`  Temporal    ${address}  (CLI ${version}, from ${way})`, `  Web UI      ${uiUrl}`],
    };
  }

  /** Starts a process; the promise in the answer resolves once that is ready. */
  private async launch(
    name: keyof typeof GRACE_MS,
    module: string,
    args: readonly string[],
    environment: ChildSpec['environment'],
  ): Promise<() => Promise<void>> {
    const { config, print } = this.options;
    const log = await openChildLog(join(this.dataDir, 'logs', `${name}.log`), name, (line) => {
      // While everything stops, each complains about the others that are gone already.
      if (!this.stopping) print(line);
    });
    if (this.stopping) throw new Error('stopped while starting');
    const child = superviseChild({
      name,
      module,
      args,
      environment: { ...config.environment, ...environment },
      graceMs: GRACE_MS[name],
      onLine: (line) => log.write(line),
      onProcess: (pid) => void this.claim?.note(pid).catch(() => undefined),
      onRestart: (reason, inMs) => print(`[${name}] ended (${reason}), starts again in ${inMs / 1000} s`),
      onRecovered: () => print(`[${name}] is back`),
    });
    this.children.push({ name, child, log });
    return () => child.ready;
  }
}

interface LaunchedTemporal {
  readonly address: string;
  /** Null: it is not ours, and its Web UI is wherever the settings say. */
  readonly uiUrl: string | null;
  readonly ready: () => Promise<void>;
  /** What a person is told once it is ready. */
  readonly lines: readonly string[];
}

/** A path as somebody in this folder would write it. */
function showPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near || '.';
}

/** `.ts` from the sources, `.js` from the build. */
function extension(): string {
  return extname(fileURLToPath(import.meta.url));
}

function cliModule(): string {
  return fileURLToPath(new URL(`./cli/main${extension()}`, import.meta.url));
}

function ownModule(folder: 'workflows' | 'activities'): string {
  return fileURLToPath(new URL(`../${folder}/index${extension()}`, import.meta.url));
}
