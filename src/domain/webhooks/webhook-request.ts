// A request to a webhook as templates and events see it: the body read by its content type, and headers without what
// proves the sender, which belongs in no event.
import { SluiceError } from '../errors.js';

/** A request as it came. */
export interface RawRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Empty: none. */
  readonly bodyText: string;
}

export interface WebhookRequest {
  /** In upper case. */
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The body as JSON text, with numbers as they were written. */
  readonly bodyJson: string;
}

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'webhook-signature',
  'x-hub-signature',
  'x-hub-signature-256',
  'stripe-signature',
]);

/** Reads a request. Throws `webhook-failed` when its body is not what its content type says. */
export function readWebhookRequest({ method, headers, query, bodyText }: RawRequest): WebhookRequest {
  const shown = Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name)));
  return { method: method.toUpperCase(), headers: shown, query, ...readBody(bodyText, headers['content-type'] ?? '') };
}

function readBody(text: string, contentType: string): { body: unknown; bodyJson: string } {
  if (text === '') return { body: null, bodyJson: 'null' };
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return asJson(Object.fromEntries(new URLSearchParams(text)));
  try {
    return { body: JSON.parse(text) as unknown, bodyJson: text };
  } catch (error) {
    if (type !== 'application/json' && !type.endsWith('+json')) return asJson(text);
    const reason = error instanceof Error ? error.message : String(error);
    throw new SluiceError('webhook-failed', `The body says it is ${type}, but is no JSON: ${reason}.`);
  }
}

const asJson = (body: unknown) => ({ body, bodyJson: JSON.stringify(body) });
