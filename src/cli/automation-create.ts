// `sluice automation create`: automations written as YAML or JSON, one or many, sent one by one.
import type { Command } from 'commander';
import type { AutomationBody, AutomationDocument } from '../client/index.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { setApiAction } from './api-command.js';
import { readAutomations, type WrittenAutomation } from './automation-documents.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import type { Terminal } from './terminal.js';

interface CreateFlags {
  readonly file?: string;
  readonly fromFile?: string;
  readonly fromJson?: string;
}

/** Adds `create` to the group. */
export function addAutomationCreateCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('create')
    .description(
      'Create automations from a file: one, a list, or `automations: [...]`. Posture Reactive may be left out.',
    )
    .option('-f, --file <path>', 'YAML or JSON; - reads standard input')
    .option('--from-file <path>', 'the same')
    .option('--from-json <json>', 'the document itself');
  setApiAction(command, terminal, async ({ client, answer }, flags: CreateFlags) => {
    const written = await readGiven(flags);
    const created: AutomationDocument[] = [];
    for (const { place, document } of written) {
      created.push(
        await client.automations.create(document as unknown as AutomationBody).catch(naming(place, created)),
      );
    }
    answer(written.length === 1 ? created[0] : created, () => {
      for (const { name, id } of created) terminal.print(`Created automation '${name}' with id ${id}`);
    });
  });
  withExamples(
    command,
    'sluice automation create -f automation.yaml',
    `sluice automation create --from-json '{"name": "n", "trigger": {"expect": ["order.failed"]}, "actions": [{"type": "do-nothing"}]}'`,
  );
}

async function readGiven({ file, fromFile, fromJson }: CreateFlags): Promise<WrittenAutomation[]> {
  const given = [file, fromFile, fromJson].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UsageError('Give one of --file, --from-file and --from-json.');
  const path = file ?? fromFile;
  return readAutomations(path === undefined ? { text: fromJson as string } : { path });
}

/** Says which document was refused, and what was created before it. */
function naming(place: string, created: readonly AutomationDocument[]): (error: unknown) => never {
  return (error) => {
    if (!isSluiceError(error)) throw error;
    const before = created.map(({ id }) => id);
    const done = before.length === 0 ? '' : ` Created before it: ${before.join(', ')}.`;
    const details = { ...error.details, created: before };
    throw new SluiceError(error.code, `${place}: ${error.message}${done}`, { fields: error.fields, details });
  };
}
