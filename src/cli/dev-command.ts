// `sluice dev`: the whole platform on this machine.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { setAction, withExamples } from './command-setup.js';
import { parsePort } from './option-values.js';
import type { Terminal } from './terminal.js';

interface DevFlags {
  readonly port?: number;
  readonly temporalPort?: number;
  readonly temporalUiPort?: number;
  readonly dataDir?: string;
  readonly ephemeral?: boolean;
  readonly workflows?: string;
  readonly activities?: string;
}

/** Adds `dev`. */
export function addDevCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('dev')
    .description('Run everything on this machine: Temporal with its Web UI, the store, the API and a worker.')
    .option('--port <port>', 'port of the API (SLUICE_PORT, default 4200)', parsePort)
    .option('--temporal-port <port>', 'port of Temporal (SLUICE_TEMPORAL_PORT, default 7233)', parsePort)
    .option('--temporal-ui-port <port>', 'port of its Web UI (SLUICE_TEMPORAL_UI_PORT, default 8233)', parsePort)
    .option('--data-dir <folder>', 'where everything is kept (SLUICE_DATA_DIR, default .sluice)')
    .option('--ephemeral', 'keep nothing')
    .option('--workflows <path>', 'module whose exports are the flows (default: the examples)')
    .option('--activities <path>', 'module whose exported functions are the tasks (default: the examples)');
  setAction(command, terminal, async ({ asJson }, flags: DevFlags) => {
    const [{ readConfigWith }, { runDev }] = await Promise.all([import('./settings.js'), import('../dev.js')]);
    const config = readConfigWith({
      SLUICE_PORT: flags.port,
      SLUICE_TEMPORAL_PORT: flags.temporalPort,
      SLUICE_TEMPORAL_UI_PORT: flags.temporalUiPort,
      SLUICE_DATA_DIR: flags.dataDir,
    });
    await runDev({
      config,
      ephemeral: flags.ephemeral,
      workflowsPath: flags.workflows && resolve(flags.workflows),
      activitiesPath: flags.activities && resolve(flags.activities),
      print: asJson ? terminal.printAside : terminal.print,
    });
  });
  withExamples(
    command,
    'sluice dev',
    'sluice dev --ephemeral --port 4300 --temporal-port 7300 --temporal-ui-port 8300',
    'sluice dev --workflows ./workflows/index.ts --activities ./activities/index.ts',
  );
}
