// Commands that talk to the API: where it is and how to be let in, by flags or by the environment. The client is loaded
// when the action runs, so that help is there at once.
import type { Command } from 'commander';
import type { SluiceClient } from '../client/index.js';
import { setAction, type CommandContext } from './command-setup.js';
import { parseUrl } from './option-values.js';
import type { Terminal } from './terminal.js';

export interface ApiContext extends CommandContext {
  readonly client: SluiceClient;
}

interface ApiFlags {
  readonly apiUrl?: string;
  readonly apiKey?: string;
}

/** Adds the API's flags and an action that is given a client. */
export function setApiAction<Args extends unknown[]>(
  command: Command,
  terminal: Terminal,
  action: (context: ApiContext, ...args: Args) => Promise<void>,
): Command {
  command.option('--api-url <url>', 'where the API is (SLUICE_API_URL)', parseUrl);
  command.option('--api-key <key>', 'its key (SLUICE_API_KEY)');
  return setAction(command, terminal, async (context: CommandContext, ...args: Args) => {
    await action({ ...context, client: await createCliClient(command.opts<ApiFlags>()) }, ...args);
  });
}

/** A client for the API that flags name, else the environment. */
export async function createCliClient(flags: ApiFlags): Promise<SluiceClient> {
  const [{ createClient }, { readApiSettings }] = await Promise.all([
    import('../client/index.js'),
    import('./settings.js'),
  ]);
  return createClient(readApiSettings(flags));
}
