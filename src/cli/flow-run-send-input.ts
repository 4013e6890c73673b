// `sluice flow-run send-input`: a value for a run that receives inputs.
import type { Command } from 'commander';
import { z } from 'zod';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import { parseLoosely } from './key-values.js';
import type { Terminal } from './terminal.js';

interface SendFlags {
  readonly type?: string;
  readonly keyPrefix?: string;
  readonly text?: boolean;
}

/** Adds `send-input` to the group. */
export function addSendInputCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('send-input <id> <value>')
    .description('Send a value to a run, which receives it now or when it comes to ask for it.')
    .option('--type <name>', 'the run input that the value is of (default: a plain value, told by its structure)')
    .option('--key-prefix <prefix>', 'send under this prefix instead; letters, digits, - and _')
    .option('--text', 'take the value as text even where it is JSON');
  setApiAction(command, terminal, async ({ client, answer }, id: string, given: string, flags: SendFlags) => {
    const value = flags.text === true ? given : parseLoosely(given);
    if (flags.type !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      throw new UsageError(`Expected the value of a run input to be a JSON object, got '${given}'.`);
    }
    await client.flowRuns.sendInput(id, value, {
      ...(flags.type === undefined ? {} : { type: { name: flags.type, schema: z.unknown() } }),
      ...(flags.keyPrefix === undefined ? {} : { keyPrefix: flags.keyPrefix }),
    });
    answer({ flow_run_id: id, value, status: 'SENT' }, () => terminal.print('The input is with the run.'));
  });
  withExamples(
    command,
    'sluice flow-run send-input ID Ada',
    `sluice flow-run send-input ID '{"name": "Ada", "age": 36}' --type person`,
  );
}
