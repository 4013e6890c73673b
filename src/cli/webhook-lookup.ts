// Webhooks as they are named on a command line and shown in a terminal. Apart because three files of commands do both.
import type { SluiceClient, Webhook } from '../client/index.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { printFields } from './table.js';
import type { Terminal } from './terminal.js';

const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The webhook of an id or of a name. Throws `not-found` naming it. */
export async function findWebhook(client: SluiceClient, nameOrId: string): Promise<Webhook> {
  const references = [...(UUID_PATTERN.test(nameOrId) ? [{ id: nameOrId }] : []), { name: nameOrId }];
  for (const reference of references) {
    try {
      return await client.webhooks.read(reference);
    } catch (error) {
      if (!isSluiceError(error, 'not-found')) throw error;
    }
  }
  throw new SluiceError('not-found', `There is no webhook '${nameOrId}'; \`sluice webhook ls\` lists them.`);
}

/** Where its requests go, as this program reaches the server. */
export function urlOf({ apiUrl }: SluiceClient, { path }: Pick<Webhook, 'path'>): string {
  return `${apiUrl.replace(/\/api\/?$/, '')}${path}`;
}

/** Shows a webhook; its secret, where the answer has one, with the word that it is shown this once. */
export function showWebhook(
  client: SluiceClient,
  webhook: Webhook & { readonly secret?: string | null },
  terminal: Terminal,
): void {
  const { secret = null } = webhook;
  const fields: (readonly [string, string])[] = [
    ['id', webhook.id],
    ['name', webhook.name],
    ['description', webhook.description],
    ['status', webhook.enabled ? 'enabled' : 'paused'],
    ['url', urlOf(client, webhook)],
    ['proof', webhook.verification],
    ['secret', secret ?? ''],
    ['template', webhook.template],
  ];
  printFields(
    terminal,
    fields.filter(([, value]) => value !== ''),
  );
  if (secret !== null) terminal.printAside('The secret is shown this once; keep it where its sender finds it.');
}
