// `sluice automation create`, `apply` and `update`: automations written as YAML or JSON. Together, since they read the same
// documents and refuse them in the same words.
import type { Command } from 'commander';
import type { AutomationBody, AutomationDocument, SluiceClient } from '../client/index.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { setApiAction } from './api-command.js';
import { readAutomations, type WrittenAutomation } from './automation-documents.js';
import { findAutomation } from './automation-lookup.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import type { Terminal } from './terminal.js';

interface SourceFlags {
  readonly file?: string;
  readonly fromFile?: string;
  readonly fromJson?: string;
}

/** Adds `create`, `apply` and `update` to the group. */
export function addAutomationWriteCommands(group: Command, terminal: Terminal): void {
  addCreate(group, terminal);
  addApply(group, terminal);
  addUpdate(group, terminal);
}

function withSource(command: Command): Command {
  return command
    .option('-f, --file <path>', 'YAML or JSON; - reads standard input')
    .option('--from-file <path>', 'the same')
    .option('--from-json <json>', 'the document itself');
}

function addCreate(group: Command, terminal: Terminal): void {
  const command = withSource(
    group
      .command('create')
      .description(
        'Create automations from a file: one, a list, or `automations: [...]`. Posture Reactive may be left out.',
      ),
  );
  setApiAction(command, terminal, async ({ client, answer }, flags: SourceFlags) => {
    const written = await readGiven(flags);
    const created: AutomationDocument[] = [];
    for (const { place, document } of written) {
      created.push(await client.automations.create(bodyOf(document)).catch(naming(place, created)));
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

function addApply(group: Command, terminal: Terminal): void {
  const command = withSource(
    group
      .command('apply')
      .description('Create the automations of a file, or change those that have their names already.'),
  );
  setApiAction(command, terminal, async ({ client, answer }, flags: SourceFlags) => {
    const written = await readGiven(flags);
    const done: AutomationDocument[] = [];
    const lines: string[] = [];
    for (const { place, document } of written) {
      const before = await namedAs(client, document).catch(naming(place, done));
      const sent = before ? replace(client, before.id, document) : client.automations.create(bodyOf(document));
      const applied = await sent.catch(naming(place, done));
      done.push(applied);
      lines.push(`${before ? 'Changed' : 'Created'} automation '${applied.name}' with id ${applied.id}`);
    }
    answer(written.length === 1 ? done[0] : done, () => lines.forEach((line) => terminal.print(line)));
  });
  withExamples(command, 'sluice automation apply -f automations.yaml');
}

function addUpdate(group: Command, terminal: Terminal): void {
  const command = withSource(
    group
      .command('update <name-or-id>')
      .description('Put the automation of a file in the place of another; its id and what it did stay.'),
  );
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string, flags: SourceFlags) => {
    const [written, ...others] = await readGiven(flags);
    if (written === undefined || others.length > 0) throw new UsageError('Give the one automation that is to be.');
    const { id } = await findAutomation(client, nameOrId);
    const updated = await replace(client, id, written.document).catch(naming(written.place, []));
    answer(updated, () => terminal.print(`Updated automation '${updated.name}' (${id}).`));
  });
  withExamples(command, 'sluice automation update woodchonk -f automation.yaml');
}

/** A document as a client sends it; what is wrong with it the server says. */
function bodyOf(document: WrittenAutomation['document']): AutomationBody {
  return document as unknown as AutomationBody;
}

async function replace(
  client: SluiceClient,
  id: string,
  document: WrittenAutomation['document'],
): Promise<AutomationDocument> {
  await client.automations.update(id, bodyOf(document));
  return client.automations.read({ id });
}

/** The automation that has the document's name. Throws `conflict` when several have it. */
async function namedAs(
  client: SluiceClient,
  { name }: WrittenAutomation['document'],
): Promise<AutomationDocument | undefined> {
  if (typeof name !== 'string') return undefined;
  const [found, other] = await client.automations.list({ name, limit: 2 });
  if (other === undefined) return found;
  throw new SluiceError('conflict', `Several automations are named '${name}': change one by its id, with \`update\`.`);
}

async function readGiven({ file, fromFile, fromJson }: SourceFlags): Promise<WrittenAutomation[]> {
  const given = [file, fromFile, fromJson].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UsageError('Give one of --file, --from-file and --from-json.');
  const path = file ?? fromFile;
  return readAutomations(path === undefined ? { text: fromJson as string } : { path });
}

/** Says which document was refused, and what was done before it. */
function naming(place: string, earlier: readonly AutomationDocument[]): (error: unknown) => never {
  return (error) => {
    if (!isSluiceError(error)) throw error;
    const before = earlier.map(({ id }) => id);
    const done = before.length === 0 ? '' : ` Done before it: ${before.join(', ')}.`;
    const details = { ...error.details, created: before };
    throw new SluiceError(error.code, `${place}: ${error.message}${done}`, { fields: error.fields, details });
  };
}
