// Use cases on webhooks: make, find, list, count, change, rotate, delete. A secret is in the answer to the request that
// made it and in no other.
import { SluiceError } from '../../domain/errors.js';
import type {
  Webhook,
  WebhookCreate,
  WebhookFilter,
  WebhookRotate,
  WebhookUpdate,
  WebhookWithSecret,
} from '../../domain/webhooks/webhook.js';
import type { StoredWebhook, WebhookPatch } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { assertSecret, makeSecret, makeSlug, openSlug, sealSecret } from './webhook-secrets.js';

/** How a webhook is addressed. */
export type WebhookAddress = { readonly id: string } | { readonly name: string };

/** Throws `conflict` when the name is taken, `request-invalid` for a secret that does not fit the verification. */
export async function createWebhook(
  context: ServiceContext,
  { secret: given, ...webhook }: WebhookCreate,
): Promise<WebhookWithSecret> {
  const id = context.newId();
  const secret = webhook.verification === 'none' ? null : (given ?? makeSecret(webhook.verification));
  if (secret !== null) assertSecret(webhook.verification, secret);
  const stored = await context.store.webhooks.insert({
    id,
    ...webhook,
    ...makeSlug(context, id),
    sealed_secret: secret === null ? null : sealSecret(context, id, secret),
  });
  if (!stored) throw nameTaken(webhook.name);
  return { ...toAnswer(context, stored), secret };
}

/** Throws `not-found`. */
export async function readWebhook(context: ServiceContext, address: WebhookAddress): Promise<Webhook> {
  return toAnswer(context, await findWebhook(context, address));
}

/** The stored form. Throws `not-found`. */
export async function findWebhook({ store }: ServiceContext, address: WebhookAddress): Promise<StoredWebhook> {
  const { webhooks } = store;
  const webhook = await ('id' in address ? webhooks.find(address.id) : webhooks.findByName(address.name));
  if (!webhook) throw new SluiceError('not-found', 'Webhook not found.');
  return webhook;
}

export interface FilterWebhooks {
  readonly webhooks?: WebhookFilter | null;
  readonly limit: number;
  readonly offset: number;
}

/** By name. */
export async function filterWebhooks(context: ServiceContext, request: FilterWebhooks): Promise<Webhook[]> {
  const rows = await context.store.webhooks.list(request.webhooks, request);
  return rows.map((row) => toAnswer(context, row));
}

export async function countWebhooks(
  { store }: ServiceContext,
  filter: WebhookFilter | null | undefined,
): Promise<number> {
  return store.webhooks.count(filter);
}

/**
 * Changes what is given. Another verification gets a new secret unless one is given with it.
 *
 * @throws `not-found`, `conflict` when the new name is taken, `request-invalid` as createWebhook
 */
export async function updateWebhook(
  context: ServiceContext,
  address: WebhookAddress,
  { secret: given, ...patch }: WebhookUpdate,
): Promise<WebhookWithSecret> {
  const before = await findWebhook(context, address);
  const { webhooks } = context.store;
  if (patch.name !== undefined && patch.name !== before.name && (await webhooks.findByName(patch.name))) {
    throw nameTaken(patch.name);
  }
  const verification = patch.verification ?? before.verification;
  const isOther = verification !== before.verification;
  const secret = verification === 'none' ? null : (given ?? (isOther ? makeSecret(verification) : null));
  if (secret !== null) assertSecret(verification, secret);
  return write(context, before, {
    ...patch,
    ...(secret === null ? {} : { sealed_secret: sealSecret(context, before.id, secret) }),
    ...(verification === 'none' ? { sealed_secret: null } : {}),
  }).then((webhook) => ({ ...webhook, secret }));
}

/** Makes the address anew, or the secret, or both; what it was counts no more from now on. Throws `not-found`. */
export async function rotateWebhook(
  context: ServiceContext,
  address: WebhookAddress,
  what: WebhookRotate,
): Promise<WebhookWithSecret> {
  const before = await findWebhook(context, address);
  const secret = what.secret ? makeSecret(before.verification) : null;
  const webhook = await write(context, before, {
    ...(what.slug ? makeSlug(context, before.id) : {}),
    ...(secret === null ? {} : { sealed_secret: sealSecret(context, before.id, secret) }),
  });
  return { ...webhook, secret };
}

/** Throws `not-found`. */
export async function deleteWebhook(context: ServiceContext, address: WebhookAddress): Promise<void> {
  const { id } = await findWebhook(context, address);
  await context.store.webhooks.delete(id);
}

async function write(context: ServiceContext, before: StoredWebhook, patch: WebhookPatch): Promise<Webhook> {
  const stored = await context.store.webhooks.update(before.id, patch);
  if (!stored) throw new SluiceError('not-found', 'Webhook not found.');
  return toAnswer(context, stored);
}

function toAnswer(context: ServiceContext, webhook: StoredWebhook): Webhook {
  const { slug_digest: _digest, sealed_slug: _slug, sealed_secret: _secret, ...shown } = webhook;
  const slug = openSlug(context, webhook);
  return { ...shown, slug, path: `/hooks/${slug}` };
}

function nameTaken(name: string): SluiceError {
  return new SluiceError('conflict', `A webhook with the name '${name}' already exists.`, { details: { name } });
}
