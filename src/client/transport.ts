// One request to the API and its answer: credentials, JSON, deadline, and repetition where repeating cannot do harm.
// Everything above speaks in documents; this alone knows HTTP.
import { SluiceError } from '../domain/errors.js';
import type { ResolvedClientOptions } from './client-options.js';
import { connectionCodeOf, errorOfAnswer, errorOfSilence } from './problem.js';
import { backoffMs, retryAfterMs } from './backoff.js';
import { sleep } from './sleep.js';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API address, such as `/flow_runs/filter`; parts that come from outside are encoded by the caller. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sending it twice changes nothing more than once. @default true for GET, else false */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal;
}

export interface ApiAnswer<Document> {
  readonly status: number;
  readonly document: Document;
}

export interface Transport {
  /** Sends a request. Throws a SluiceError: the server's own, or `platform-unavailable` when no answer came. */
  send<Document>(request: ApiRequest): Promise<ApiAnswer<Document>>;
  /**
   * Opens an answer that has no end of its own; the request's signal closes it. One attempt. Throws as `send` does, and the
   * signal's reason once that is aborted.
   */
  open(request: ApiRequest): Promise<ReadableStream<Uint8Array>>;
}

/** Answers that say nothing was done and that a later attempt may succeed. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** A transport with the given options. Connects when first used. */
export function createTransport(options: ResolvedClientOptions): Transport {
  let hasAnswered = false;

  async function attempt(request: ApiRequest): Promise<Response> {
    const deadline = AbortSignal.timeout(options.requestTimeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
    const response = await options.fetch(urlOf(options.apiUrl, request), {
      method: request.method,
      headers: headersOf(options, request),
      signal,
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    hasAnswered = true;
    return response;
  }

  /** A refused connection before any answer means that no server is there: waiting would only delay saying so. */
  function mayRepeat(thrown: unknown, request: ApiRequest): boolean {
    if (request.signal?.aborted || thrown instanceof SluiceError) return false;
    return hasAnswered || connectionCodeOf(thrown) !== 'ECONNREFUSED';
  }

  async function send<Document>(request: ApiRequest): Promise<ApiAnswer<Document>> {
    const attempts = (request.repeatable ?? request.method === 'GET') ? options.retries + 1 : 1;
    for (let count = 1; ; count += 1) {
      let waitMs = backoffMs(count, options.retryDelayMs, Math.random);
      try {
        const response = await attempt(request);
        const text = await response.text();
        if (response.ok) return { status: response.status, document: readDocument<Document>(response, text) };
        if (count >= attempts || !RETRYABLE_STATUSES.has(response.status)) {
          throw errorOfAnswer(response.status, text, { method: request.method, url: response.url });
        }
        waitMs = retryAfterMs(response.headers.get('retry-after'), Date.now()) ?? waitMs;
      } catch (thrown) {
        if (thrown instanceof SluiceError) throw thrown;
        request.signal?.throwIfAborted();
        if (count >= attempts || !mayRepeat(thrown, request)) throw errorOfSilence(thrown, options.apiUrl);
      }
      await sleep(waitMs, request.signal);
    }
  }

  async function open(request: ApiRequest): Promise<ReadableStream<Uint8Array>> {
    // The deadline is for the head of the answer; its body goes on.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new DOMException('no answer', 'TimeoutError')), options.requestTimeoutMs);
    try {
      const signal = request.signal ? AbortSignal.any([request.signal, late.signal]) : late.signal;
      const { method } = request;
      const response = await options.fetch(urlOf(options.apiUrl, request), {
        method,
        headers: { ...headersOf(options, request), accept: 'text/event-stream' },
        signal,
      });
      if (response.ok && response.body) return response.body;
      throw errorOfAnswer(response.status, await response.text(), { method, url: response.url });
    } catch (thrown) {
      request.signal?.throwIfAborted();
      throw thrown instanceof SluiceError ? thrown : errorOfSilence(thrown, options.apiUrl);
    } finally {
      clearTimeout(timer);
    }
  }

  return { send, open };
}

function urlOf(apiUrl: string, { path, query = {} }: ApiRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? `${apiUrl}${path}` : `${apiUrl}${path}?${search.toString()}`;
}

function headersOf(options: ResolvedClientOptions, request: ApiRequest): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(options.authorization === null ? {} : { authorization: options.authorization }),
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...request.headers,
  };
}

function readDocument<Document>(response: Response, text: string): Document {
  if (text === '') return undefined as Document;
  if (!(response.headers.get('content-type') ?? '').includes('json')) return text as Document;
  try {
    return JSON.parse(text) as Document;
  } catch (cause) {
    const message = `${response.url} answered ${response.status} with a body that is not JSON.`;
    throw new SluiceError('platform-unavailable', message, { cause });
  }
}
