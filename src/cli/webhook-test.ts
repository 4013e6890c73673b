// `sluice webhook test`: the event that a webhook, or a template on its way to become one, makes of a request. Data and
// headers are given as curl takes them, so that a line can be tried before it is sent.
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { TriedRequest } from '../client/index.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import { collect, parseKeyValue } from './key-values.js';
import { toJson, type Terminal } from './terminal.js';
import { findWebhook } from './webhook-lookup.js';
import { addTemplateOptions, readTemplate, type TemplateFlags } from './webhook-write.js';

interface TestFlags extends TemplateFlags {
  readonly method?: string;
  readonly data?: string[];
  readonly header?: string[];
  readonly query?: string[];
}

/** Adds `test` to the group. */
export function addWebhookTestCommand(group: Command, terminal: Terminal): void {
  const command = addTemplateOptions(
    group
      .command('test [name-or-id]')
      .description('Show the event that a webhook or a template makes of a request; none is emitted.'),
  )
    .option('-X, --method <method>', 'its method (default: POST with data, else GET)')
    .option('-d, --data <data>', 'its body: JSON, or a form; - reads standard input (repeatable, joined by &)', collect)
    .option('-H, --header <header>', "a header, 'name: value' (repeatable)", collect)
    .option('--query <key=value>', 'a parameter of its address (repeatable)', collect);
  setApiAction(command, terminal, async ({ client, answer }, nameOrId: string | undefined, flags: TestFlags) => {
    const template = await readTemplate(flags);
    if ((template === undefined) === (nameOrId === undefined)) {
      throw new UsageError('Give the name of a webhook, or a template by --template or --template-file.');
    }
    const request = await toRequest(flags);
    const of = template === undefined ? { id: (await findWebhook(client, nameOrId as string)).id } : { template };
    const made = await client.webhooks.dryRun(of, request);
    answer(made, () => terminal.print(toJson(made.event)));
  });
  withExamples(
    command,
    'sluice webhook test model-updates -d model_id=adhoc -d run_count=10',
    `sluice webhook test --template-file push.json -d '{"ref": "main"}' -H 'x-github-event: push'`,
  );
}

async function toRequest({ method, data, header = [], query = [] }: TestFlags): Promise<TriedRequest> {
  const pieces = await Promise.all((data ?? []).map(async (piece) => (piece === '-' ? text(process.stdin) : piece)));
  const body = data === undefined ? undefined : pieces.join('&');
  const isJson = body !== undefined && /^\s*[{[]/.test(body);
  const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...Object.fromEntries(header.map(parseHeader)),
    },
    query: Object.fromEntries(query.map((pair) => Object.values(parseKeyValue(pair, '--query')) as [string, string])),
    ...(body === undefined ? {} : { body }),
  };
}

function parseHeader(given: string): [name: string, value: string] {
  const at = given.indexOf(':');
  if (at <= 0) throw new UsageError(`Expected --header to be 'name: value', got '${given}'.`);
  return [given.slice(0, at).trim().toLowerCase(), given.slice(at + 1).trim()];
}
