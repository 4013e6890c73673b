// How a client is made: its options, checked once, with their defaults in one literal.
import { SluiceError } from '../domain/errors.js';
import { isUuid } from '../domain/ids.js';
import { randomId } from './random-id.js';

export interface ClientOptions {
  /** Where the API is, with its `/api`. @default 'http://127.0.0.1:4200/api' */
  readonly apiUrl?: string;
  /** The server's API key, sent as a bearer token. @default none */
  readonly apiKey?: string | null;
  /** `user:password`, sent as basic credentials; wins over `apiKey`. @default none */
  readonly authString?: string | null;
  /**
   * Whose mailbox runs answer into, a UUID: a program that starts again under the same one goes on with its conversations.
   *
   * @default a random one for each client
   */
  readonly clientId?: string;
  /** Another fetch. @default the platform's */
  readonly fetch?: typeof globalThis.fetch;
  /** How often a request that can be repeated without harm is repeated when no answer came. @default 6 */
  readonly retries?: number;
  /** Wait before the first repetition, in milliseconds; it doubles each time, up to 5 s. @default 150 */
  readonly retryDelayMs?: number;
  /** How long one request may take, in milliseconds. @default 60000 */
  readonly requestTimeoutMs?: number;
}

export interface ResolvedClientOptions {
  readonly apiUrl: string;
  readonly authorization: string | null;
  readonly clientId: string;
  readonly fetch: typeof globalThis.fetch;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly requestTimeoutMs: number;
}

const DEFAULTS = { apiUrl: 'http://127.0.0.1:4200/api', retries: 6, retryDelayMs: 150, requestTimeoutMs: 60_000 };

/** Options with defaults filled in. Throws `definition-invalid` naming the option, what was found and expected. */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  return {
    apiUrl: parseApiUrl(options.apiUrl ?? DEFAULTS.apiUrl),
    authorization: authorizationOf(options),
    clientId: parseClientId(options.clientId ?? randomId()),
    // Bound late, so that a fetch that is replaced afterwards (tracing, tests) is the one used.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    retries: atLeast('retries', options.retries ?? DEFAULTS.retries, 0),
    retryDelayMs: atLeast('retryDelayMs', options.retryDelayMs ?? DEFAULTS.retryDelayMs, 0),
    requestTimeoutMs: atLeast('requestTimeoutMs', options.requestTimeoutMs ?? DEFAULTS.requestTimeoutMs, 1),
  };
}

function parseApiUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw refuse('apiUrl', JSON.stringify(text), "an http or https address such as 'http://127.0.0.1:4200/api'");
  }
  return text.replace(/\/+$/, '');
}

function parseClientId(text: string): string {
  if (!isUuid(text)) throw refuse('clientId', JSON.stringify(text), 'a UUID in lower case');
  return text;
}

function authorizationOf({ apiKey, authString }: ClientOptions): string | null {
  if (authString) return `Basic ${toBase64(authString)}`;
  return apiKey ? `Bearer ${apiKey}` : null;
}

/** Base64 of the UTF-8 bytes; `btoa` alone refuses anything beyond Latin-1. */
function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function atLeast(option: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw refuse(option, String(value), `a whole number from ${least} up`);
}

function refuse(option: string, found: string, expected: string): SluiceError {
  const message = `Expected '${option}' to be ${expected}, got ${found}.`;
  return new SluiceError('definition-invalid', message, { fields: [{ path: option, message }] });
}
