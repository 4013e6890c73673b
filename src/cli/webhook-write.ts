// `sluice webhook create` and `update`: the same fields, given whole or in part.
import { readFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import type { WebhookFields, WebhookVerification } from '../client/index.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import type { Terminal } from './terminal.js';
import { findWebhook, showWebhook } from './webhook-lookup.js';

const PROOFS: readonly WebhookVerification[] = ['none', 'key', 'standard-webhooks', 'github', 'stripe'];
const CLOUD_EVENTS_TEMPLATE = '{{ body|from_cloud_event(headers) }}';

/** What a template is given by. */
export interface TemplateFlags {
  readonly template?: string;
  readonly templateFile?: string;
  readonly cloudEvents?: boolean;
}

interface WriteFlags extends TemplateFlags {
  readonly description?: string;
  readonly verify?: WebhookVerification;
  readonly secret?: string;
}

/** Adds `create` to the group. */
export function addWebhookCreateCommand(group: Command, terminal: Terminal): void {
  const command = addWriteOptions(
    group.command('create <name>').description('Make a webhook; prints its address, and its secret this once.'),
  );
  setApiAction(command, terminal, async ({ client, answer }, name: string, flags: WriteFlags) => {
    const template = await readTemplate(flags);
    if (template === undefined) {
      throw new UsageError('Say what makes events of requests: --template, --template-file or --cloud-events.');
    }
    const webhook = await client.webhooks.create({ ...fieldsOf(flags), name, template });
    answer(webhook, () => showWebhook(client, webhook, terminal));
  });
  withExamples(
    command,
    `sluice webhook create model-updates --template '{"event": "model-update", "resource": {"prefect.resource.id": "product.models.{{ body.model_id }}"}}'`,
    'sluice webhook create pushes --template-file push.json --verify github',
    'sluice webhook create orders --cloud-events',
  );
}

/** Adds `update` to the group. */
export function addWebhookUpdateCommand(group: Command, terminal: Terminal): void {
  const command = addWriteOptions(
    group.command('update <name-or-id>').description('Change a webhook; what is not given stays as it is.'),
  ).option('--name <name>', 'another name');
  setApiAction(
    command,
    terminal,
    async ({ client, answer }, nameOrId: string, flags: WriteFlags & { readonly name?: string }) => {
      const template = await readTemplate(flags);
      const changes = {
        ...fieldsOf(flags),
        ...(flags.name === undefined ? {} : { name: flags.name }),
        ...(template === undefined ? {} : { template }),
      };
      if (Object.keys(changes).length === 0) throw new UsageError('Say what to change: see --help.');
      const { id } = await findWebhook(client, nameOrId);
      const webhook = await client.webhooks.update({ id }, changes);
      answer(webhook, () => showWebhook(client, webhook, terminal));
    },
  );
  withExamples(
    command,
    'sluice webhook update model-updates --template-file model.json',
    'sluice webhook update model-updates --verify key',
  );
}

function addWriteOptions(command: Command): Command {
  return addTemplateOptions(command)
    .option('--description <text>', 'what it is for')
    .addOption(new Option('--verify <proof>', 'how a request shows that it may').choices(PROOFS))
    .option('--secret <secret>', 'the key or signing secret (default: one is made)');
}

/** Adds the ways to give a template. */
export function addTemplateOptions(command: Command): Command {
  return command
    .option('--template <text>', 'Jinja text that gives the event as JSON, over body, headers, method, query')
    .option('--template-file <file>', 'the same from a file')
    .option('--cloud-events', 'take CloudEvents and make of each the event it is');
}

/** The template that flags give; undefined for none. Throws a UsageError for several, or a file that is not there. */
export async function readTemplate({
  template,
  templateFile,
  cloudEvents,
}: TemplateFlags): Promise<string | undefined> {
  const given = [template, templateFile, cloudEvents || undefined].filter((flag) => flag !== undefined);
  if (given.length > 1) throw new UsageError('Give one of --template, --template-file and --cloud-events.');
  if (cloudEvents) return CLOUD_EVENTS_TEMPLATE;
  if (templateFile === undefined) return template;
  try {
    return await readFile(templateFile, 'utf8');
  } catch (error) {
    throw new UsageError(`The template cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function fieldsOf({ description, verify, secret }: WriteFlags): Partial<WebhookFields> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(verify === undefined ? {} : { verification: verify }),
    ...(secret === undefined ? {} : { secret }),
  };
}
