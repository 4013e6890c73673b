// The one way this product calls servers that users name: webhooks, notifications, actions. Guarded addresses, limits on
// time and size, redirects within the same host only. Errors name the host and never the whole address, which is often
// the secret itself.
import { Agent, request as send, type Dispatcher } from 'undici';
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import { createAddressGuard, type AddressGuard, type NameLookup } from './address-guard.js';

export interface OutgoingRequest {
  /** @default 'POST' */
  readonly method?: string;
  /** http or https. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string;
  /** For all of it, redirects included. @default 10000 */
  readonly timeoutMs?: number;
  /** More of the answer is not read. @default 65536 */
  readonly maxResponseBytes?: number;
  /** False refuses private addresses even where the configuration allows them. @default true */
  readonly allowPrivate?: boolean;
  /** Whether the server's certificate is checked. @default true */
  readonly verify?: boolean;
  readonly signal?: AbortSignal;
}

export interface OutgoingResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The answer's text, at most `maxResponseBytes` of it. */
  readonly text: string;
  readonly truncated: boolean;
}

export interface OutgoingHttp {
  /**
   * Calls; any status is an answer.
   *
   * @throws `outgoing-refused` for an address or redirect that is not allowed; `outgoing-failed` when no answer came
   */
  send(request: OutgoingRequest): Promise<OutgoingResponse>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 64 * 1024;
const MOST_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * @param allowedPrivate - private places that may be called: names, addresses, networks, or `*` for any
 * @param lookupName - @default the system's
 */
export function createOutgoingHttp(allowedPrivate: readonly string[], lookupName?: NameLookup): OutgoingHttp {
  const guards = {
    configured: createAddressGuard(allowedPrivate, lookupName),
    strict: createAddressGuard([], lookupName),
  };
  const agents = new Map<string, Agent>();
  const agentFor = (name: keyof typeof guards, verify: boolean): Agent => {
    const key = `${name} ${verify}`;
    const agent = agents.get(key) ?? createAgent(guards[name], verify);
    agents.set(key, agent);
    return agent;
  };
  return {
    async send(request) {
      const name = request.allowPrivate === false ? 'strict' : 'configured';
      const url = parseUrl(request.url);
      try {
        return await follow(url, request, guards[name], agentFor(name, request.verify ?? true));
      } catch (error) {
        throw explain(error, url);
      }
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.close()));
    },
  };
}

function createAgent(guard: AddressGuard, verify: boolean): Agent {
  const connect = { lookup: guard.lookup, timeout: DEFAULT_TIMEOUT_MS, rejectUnauthorized: verify };
  return new Agent({ connect, keepAliveTimeout: 1_000, maxResponseSize: -1 });
}

async function follow(
  start: URL,
  request: OutgoingRequest,
  guard: AddressGuard,
  dispatcher: Dispatcher,
): Promise<OutgoingResponse> {
  const timeout = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  let { method = 'POST', body } = request;
  let url = start;
  for (let hops = 0; ; hops += 1) {
    guard.assertHost(url.hostname);
    const response = await send(url, { method, body, headers: request.headers, signal, dispatcher });
    const { location } = response.headers;
    if (!REDIRECTS.has(response.statusCode) || typeof location !== 'string') return await read(response, request);
    await response.body.dump();
    url = redirectTarget(url, location, hops);
    if (response.statusCode <= 303 && method !== 'GET' && method !== 'HEAD') [method, body] = ['GET', undefined];
  }
}

function redirectTarget(from: URL, location: string, hops: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  const weaker = from.protocol === 'https:' && to?.protocol !== 'https:';
  if (hops < MOST_REDIRECTS && to !== null && to.hostname === from.hostname && !weaker && isHttp(to)) return to;
  const why = hops >= MOST_REDIRECTS ? `more than ${MOST_REDIRECTS} redirects` : `a redirect to '${to?.origin ?? '?'}'`;
  throw new SluiceError('outgoing-refused', `${from.host} answered with ${why}; only its own addresses are followed.`);
}

async function read(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { maxResponseBytes = DEFAULT_MAX_BYTES }: OutgoingRequest,
): Promise<OutgoingResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxResponseBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, maxResponseBytes).toString('utf8');
  return { status: statusCode, headers, text, truncated: size > maxResponseBytes };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isHttp(url) || url.username !== '' || url.password !== '') {
    throw new SluiceError('outgoing-refused', 'Expected an http or https address without user name and password.');
  }
  return url;
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

function explain(error: unknown, { host }: URL): SluiceError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (isSluiceError(cause)) return cause;
  const { name, code, message } = (error ?? {}) as { name?: string; code?: string; message?: string };
  const why = name === 'TimeoutError' ? 'no answer came in time' : (code ?? message ?? String(error));
  return new SluiceError('outgoing-failed', `Calling ${host} failed: ${why}.`, { details: { host }, cause: error });
}
