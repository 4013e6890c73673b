// Proof of where a request comes from, one function a scheme. A signature is over the bytes that came, and one with a time
// in it counts for five minutes. The answer names the request when its sender names it, so that a request sent again
// under a signature that still counts is known.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import type { WebhookVerification } from '../../domain/webhooks/webhook.js';

export interface SignedRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** `deliveryId` null: the sender gives its requests no names. */
export type Verified =
  | { readonly verified: true; readonly deliveryId: string | null }
  | { readonly verified: false; readonly reason: string };

type Scheme = (request: SignedRequest, secret: string, nowMs: number) => Verified;

const TOLERANCE_SECONDS = 300;

const SCHEMES: Readonly<Record<Exclude<WebhookVerification, 'none'>, Scheme>> = {
  key: ({ headers }, secret) => {
    const [, token] = /^bearer\s+(\S+)\s*$/i.exec(headers['authorization'] ?? '') ?? [];
    const given = token ?? headers['x-api-key'];
    if (given === undefined) return refuse('expected the key as a bearer token or in x-api-key, found neither');
    return isSame(given, secret) ? accept(null) : refuse('the key is not the one of this webhook');
  },
  'standard-webhooks': ({ headers, body }, secret) => {
    try {
      signerOf(secret).verify(body, { ...headers }, { jsonParse: false });
      return accept(headers['webhook-id'] ?? null);
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error));
    }
  },
  github: ({ headers, body }, secret) => {
    const given = headers['x-hub-signature-256'];
    if (given === undefined) return refuse('the header x-hub-signature-256 is missing');
    return isSame(given, `sha256=${hmac(secret, body)}`)
      ? accept(headers['x-github-delivery'] ?? null)
      : refuse('the signature in x-hub-signature-256 is not of this body and secret');
  },
  stripe: ({ headers, body }, secret, nowMs) => {
    const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim().split('='));
    const seconds = Number(parts.find(([name]) => name === 't')?.[1]);
    const signatures = parts.flatMap(([name, value]) => (name === 'v1' && value !== undefined ? [value] : []));
    if (!Number.isInteger(seconds) || signatures.length === 0) {
      return refuse('expected stripe-signature: t=SECONDS,v1=SIGNATURE');
    }
    if (Math.abs(nowMs / 1000 - seconds) > TOLERANCE_SECONDS) return refuse('the signature is of another time');
    const expected = hmac(secret, Buffer.concat([Buffer.from(`${seconds}.`), body]));
    const isSigned = signatures.some((signature) => isSame(signature, expected));
    return isSigned ? accept(`${seconds}.${expected}`) : refuse('no signature is of this body and secret');
  },
};

/** Tells whether a request shows what the verification asks for. A null secret where one is needed shows nothing. */
export function verifyRequest(
  verification: WebhookVerification,
  secret: string | null,
  request: SignedRequest,
  nowMs: number,
): Verified {
  if (verification === 'none') return accept(null);
  if (secret === null) return refuse('the webhook has no secret; rotate it');
  return SCHEMES[verification](request, secret, nowMs);
}

/** Throws for a secret that is none of the Standard Webhooks specification. */
export function signerOf(secret: string): StandardWebhook {
  return new StandardWebhook(secret);
}

const accept = (deliveryId: string | null): Verified => ({ verified: true, deliveryId });
const refuse = (reason: string): Verified => ({ verified: false, reason });

function hmac(secret: string, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Compares digests of both under a key of no meaning, so that time tells nothing of content or length. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(expected));
}
