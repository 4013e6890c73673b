// The one client of the page: the same API that everybody uses, at the page's own origin. Cookies go along by themselves;
// what changes something also carries the token that only this page knows.
// Put together from the client's parts, because the whole would bring a schema library that the page does not use.
import { createAutomationsClient } from '../../client/automations.js';
import { resolveClientOptions } from '../../client/client-options.js';
import { createDeploymentsClient } from '../../client/deployments.js';
import { openEventStream, type StreamEventsOptions } from '../../client/event-stream.js';
import { createFlowRunControl } from '../../client/flow-run-control.js';
import { openServerStream, type ServerStreamOptions } from '../../client/server-stream.js';
import { createTransport } from '../../client/transport.js';

const CSRF_HEADER = 'x-sluice-csrf';
const SESSION_PATH = '/api/session';
let csrfToken: string | null = null;
let tellTokenIsKnown: () => void = () => undefined;
/** A view asks as soon as it is opened, which may be before the session was read. */
const tokenIsKnown = new Promise<void>((resolve) => (tellTokenIsKnown = resolve));

/** Remembers the token of the session; null when there is none. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
  tellTokenIsKnown();
}

/** Whether a request is one that a signed-in browser sends its token with. */
function needsToken(input: Parameters<typeof fetch>[0], method: string | undefined): boolean {
  if (method === undefined || method === 'GET') return false;
  const address = input instanceof Request ? input.url : String(input);
  return new URL(address, location.origin).pathname !== SESSION_PATH;
}

const transport = createTransport(
  resolveClientOptions({
    apiUrl: `${location.origin}/api`,
    retries: 2,
    fetch: async (...[input, init]: Parameters<typeof fetch>) => {
      if (needsToken(input, init?.method)) await tokenIsKnown;
      const headers = new Headers(init?.headers);
      if (csrfToken !== null) headers.set(CSRF_HEADER, csrfToken);
      return fetch(input, { ...init, headers, credentials: 'same-origin' });
    },
  }),
);

/** The calls that change runs, automations and deployments, and the stream of events. */
export const api = {
  flowRuns: createFlowRunControl(transport),
  automations: createAutomationsClient(transport),
  deployments: createDeploymentsClient(transport),
  streamEvents: (options: StreamEventsOptions) => openEventStream(transport, options),
};

/** Opens a stream of server-sent events. Throws a SluiceError. */
export const openStream = (options: ServerStreamOptions) => openServerStream(transport, options);

/** Reads an address of the API. Throws a SluiceError. */
export async function read<Document>(path: string, signal?: AbortSignal): Promise<Document> {
  return (await transport.send<Document>({ method: 'GET', path, signal })).document;
}

/** Asks by a body and changes nothing, so that it may be repeated. Throws a SluiceError. */
export async function ask<Document>(path: string, body: unknown, signal?: AbortSignal): Promise<Document> {
  return (await transport.send<Document>({ method: 'POST', path, body, repeatable: true, signal })).document;
}

/** Changes something. Throws a SluiceError. */
export async function change<Document>(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Document> {
  return (await transport.send<Document>({ method, path, body })).document;
}
