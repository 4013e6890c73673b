// A real API on a free loopback port for tests: real services on a database in memory, a real listening server. Temporal
// is the run's shared test server.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import pino from 'pino';
import type { ApiConfig } from '../../src/api/api-config.js';
import { createApp } from '../../src/api/app.js';
import { attachEventSockets } from '../../src/api/event-sockets/attach.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { openTestContext } from './context.js';

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The JSON document; undefined when the body is none. */
  readonly body: ReplyDocument;
  /** The same, for addresses that answer a list. */
  readonly list: readonly ReplyDocument[];
}

/** The fields of answers that tests look at one by one; which of them an answer has depends on its address. */
export interface ReplyDocument {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly key: string;
  readonly message: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, unknown>>;
  readonly status: string | number;
  readonly state: ReplyDocument;
  readonly state_type: string;
  readonly state_name: string;
  readonly state_details: Readonly<Record<string, unknown>>;
  readonly details: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly exception_detail: readonly { readonly loc: readonly (string | number)[] }[];
  readonly request_id: string;
  readonly results: readonly ReplyDocument[];
  readonly flow_run_id: string;
  readonly deleted: readonly string[];
  readonly states: readonly { readonly count_runs: number }[];
}

export interface CallOptions {
  readonly body?: unknown;
  /** The body as it goes over the wire, instead of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly context: ServiceContext;
  /** What the server logged, one JSON line each. */
  readonly logLines: string[];
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  get(path: string, options?: CallOptions): Promise<Reply>;
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  close(): Promise<void>;
}

/** The header that makes a caller a client of the reference. */
export const AS_REFERENCE = { 'x-prefect-api-version': '0.8.4' };

/**
 * @param temporalAddress - `host:port`; by default the run's test server
 * @param settings - what is otherwise in the context
 */
export async function startTestServer(
  config: Partial<ApiConfig> = {},
  temporalAddress?: string,
  settings: Pick<ServiceContext, 'inputLimits'> = {},
): Promise<TestServer> {
  const opened = await openTestContext(temporalAddress);
  const { close } = opened;
  const context: ServiceContext = { ...opened.context, ...settings };
  const logLines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logLines.push(line) });
  const server = http.createServer(createApp({ context, config, logger }));
  const sockets = attachEventSockets(server, { context, config });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const call = (method: string, path: string, options: CallOptions = {}) => request(port, method, path, options);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    context,
    logLines,
    call,
    get: (path, options) => call('GET', path, options),
    post: (path, body, headers) => call('POST', path, { body, headers }),
    async close() {
      sockets.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await close();
    },
  };
}

/** One request with exactly these headers (fetch would set Host and Origin by itself). */
function request(port: number, method: string, path: string, options: CallOptions): Promise<Reply> {
  const text = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const headers = {
    ...(text === undefined || options.raw !== undefined ? {} : { 'content-type': 'application/json' }),
    ...(text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const received = Buffer.concat(chunks).toString('utf8');
        const isJson = /json/.test(incoming.headers['content-type'] ?? '') && received !== '';
        const document: unknown = isJson ? JSON.parse(received) : undefined;
        const [body, list] = [document as ReplyDocument, document as ReplyDocument[]];
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: received, body, list });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

type Headers = Readonly<Record<string, string>>;

/** A new flow with a name of its own; no worker serves it, so its runs are only recorded. */
export async function createFlow(
  server: TestServer,
  name = `flow-${randomUUID()}`,
  headers: Headers = {},
): Promise<string> {
  const { body } = await server.post('/api/flows/', { name }, headers);
  return body.id;
}

/** A new recorded run; `body` adds to the request. */
export async function createRun(
  server: TestServer,
  body: Readonly<Record<string, unknown>> = {},
  headers: Headers = {},
): Promise<string> {
  const flowId = body['flow_id'] ?? (await createFlow(server, undefined, headers));
  const reply = await server.post('/api/flow_runs/', { flow_id: flowId, ...body }, headers);
  if (reply.status !== 201) throw new Error(`No run: ${reply.text}`);
  return reply.body.id;
}

/** Proposes a state and gives the orchestration result. */
export async function setState(
  server: TestServer,
  id: string,
  state: Readonly<Record<string, unknown>>,
  headers: Headers = {},
): Promise<Reply> {
  return server.post(`/api/flow_runs/${id}/set_state`, { state }, headers);
}
