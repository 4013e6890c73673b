// What is secret about a webhook: the slug of its address and what its senders sign with. Made at random, kept sealed, and
// found by a digest.
import { createHash, randomBytes } from 'node:crypto';
import { SluiceError } from '../../domain/errors.js';
import type { WebhookVerification } from '../../domain/webhooks/webhook.js';
import type { StoredWebhook } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { signerOf } from './verify-request.js';

/** The bits of a UUID: what the reference's addresses have. */
const SLUG_BYTES = 16;
const SECRET_BYTES = 32;

/** A slug that nobody guesses, as its columns hold it. */
export function makeSlug(
  { secrets }: Pick<ServiceContext, 'secrets'>,
  id: string,
): Pick<StoredWebhook, 'slug_digest' | 'sealed_slug'> {
  const slug = randomBytes(SLUG_BYTES).toString('base64url');
  return { slug_digest: digestOf(slug), sealed_slug: secrets.seal(slug, slugSubject(id)) };
}

/** By what a slug's row is found. */
export function digestOf(slug: string): string {
  return createHash('sha256').update(slug, 'utf8').digest('hex');
}

/** A secret in the form the verification's senders take it in; null where there is none. */
export function makeSecret(verification: WebhookVerification): string | null {
  if (verification === 'none') return null;
  if (verification === 'standard-webhooks') return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Throws `request-invalid` for a secret that the verification cannot use. */
export function assertSecret(verification: WebhookVerification, secret: string): void {
  if (verification !== 'standard-webhooks') return;
  try {
    signerOf(secret);
  } catch {
    const message = "expected 'whsec_' and base64, as the Standard Webhooks specification has secrets";
    throw new SluiceError('request-invalid', `secret: ${message}.`, { fields: [{ path: 'secret', message }] });
  }
}

export function sealSecret({ secrets }: Pick<ServiceContext, 'secrets'>, id: string, secret: string): string {
  return secrets.seal(secret, secretSubject(id));
}

/** Throws `secret-unreadable`. */
export function openSlug({ secrets }: Pick<ServiceContext, 'secrets'>, webhook: StoredWebhook): string {
  return secrets.open(webhook.sealed_slug, slugSubject(webhook.id));
}

/** Null: there is none. Throws `secret-unreadable`. */
export function openSecret({ secrets }: Pick<ServiceContext, 'secrets'>, webhook: StoredWebhook): string | null {
  return webhook.sealed_secret === null ? null : secrets.open(webhook.sealed_secret, secretSubject(webhook.id));
}

const slugSubject = (id: string) => `webhook-slug:${id}`;
const secretSubject = (id: string) => `webhook-secret:${id}`;
