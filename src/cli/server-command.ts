// `sluice server start`: the API and the store alone, against a Temporal server that runs elsewhere.
import type { Command } from 'commander';
import { setAction, withExamples } from './command-setup.js';
import { parsePort } from './option-values.js';
import type { Terminal } from './terminal.js';

interface ServerFlags {
  readonly host?: string;
  readonly port?: number;
  readonly dataDir?: string;
}

/** Adds the group of the server. */
export function addServerGroup(program: Command, terminal: Terminal): void {
  const group = program.command('server').description('Run the server.');
  const command = group
    .command('start')
    .description('Run the API over a Temporal server (TEMPORAL_ADDRESS) and a store (DATABASE_URL or a data folder).')
    .option('--host <address>', 'address to listen on (SLUICE_HOST)')
    .option('--port <port>', 'port to listen on (SLUICE_PORT)', parsePort)
    .option('--data-dir <folder>', 'folder of the embedded store (SLUICE_DATA_DIR)');
  setAction(command, terminal, async ({ answer }, flags: ServerFlags) => {
    const [{ readConfigWith }, { runServer }] = await Promise.all([import('./settings.js'), import('../server.js')]);
    const config = readConfigWith({
      SLUICE_HOST: flags.host,
      SLUICE_PORT: flags.port,
      SLUICE_DATA_DIR: flags.dataDir,
    });
    await runServer(config, ({ url }) =>
      answer({ api_url: url }, () => terminal.printAside(`The API is at ${url}. Ctrl-C stops it.`)),
    );
  });
  withExamples(
    command,
    'TEMPORAL_ADDRESS=127.0.0.1:7233 sluice server start',
    'DATABASE_URL=postgres://sluice@db/sluice SLUICE_API_KEY=… sluice server start --host 0.0.0.0',
  );
}
