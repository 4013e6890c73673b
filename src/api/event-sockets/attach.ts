// The two WebSockets of events, put on an http server: which upgrades are taken, and that a connection whose other end is
// gone is noticed. What is said on them is in the files beside this one.
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { eventFeedOf } from '../../services/events/event-feed.js';
import type { ServiceContext } from '../../services/service-context.js';
import { resolveApiConfig, type ApiConfig } from '../api-config.js';
import { isAllowedHost, isAllowedSocketOrigin } from '../browser-guard.js';
import { identifyCaller } from '../caller.js';
import { authenticateSocket } from './authenticate-socket.js';
import { serveIntake } from './intake.js';
import { servePublication } from './publication.js';
import { SocketInbox } from './socket-inbox.js';

const SUBPROTOCOL = 'prefect';

/** An event is at most 1.5 MB as JSON without spaces; a sender may write it with some. */
const LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024;
const PING_MS = 30_000;

export interface EventSocketsOptions {
  readonly context: ServiceContext;
  readonly config?: Partial<ApiConfig>;
}

export interface EventSockets {
  /** Closes every connection, and ends the streams of the same log. */
  close(): void;
}

/** Serves `/api/events/in` and `/api/events/out` on a server. Other upgrades are refused. */
export function attachEventSockets(server: Server, options: EventSocketsOptions): EventSockets {
  const { context } = options;
  const config = resolveApiConfig(options.config);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE_BYTES,
    // A ping of the sender asks whether everything before it is safe, so the intake answers it itself.
    autoPong: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const timer = setInterval(() => dropSilent(sockets), PING_MS);
  timer.unref();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const path = (request.url ?? '').replace(/\?.*$/s, '').replace(/\/$/, '');
    const serve = path === '/api/events/in' ? serveIntake : path === '/api/events/out' ? servePublication : null;
    const refusal = serve === null ? 404 : refusalOf(request, config);
    if (serve === null || refusal !== null) return refuse(socket, refusal ?? 404);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate());
      opened.on('pong', () => silent.delete(opened));
      const inbox = new SocketInbox(opened);
      const admitted = opened.protocol !== SUBPROTOCOL || authenticateSocket(opened, inbox, config);
      void Promise.resolve(admitted).then((isIn) => (isIn ? serve(context, opened, inbox) : undefined));
    });
  });
  return {
    close() {
      clearInterval(timer);
      eventFeedOf(context).close();
      for (const socket of sockets.clients) socket.close(1001, 'The server is stopping');
      const grace = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), 500);
      grace.unref();
      sockets.close();
    },
  };
}

/** Status of a refusal; null: the upgrade is taken. Without the subprotocol there is no message that could prove a caller. */
function refusalOf({ headers }: IncomingMessage, config: ApiConfig): number | null {
  if (!isAllowedHost(headers.host ?? '', config) || !isAllowedSocketOrigin(headers, config)) return 403;
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  if (offered.includes(SUBPROTOCOL)) return null;
  return identifyCaller(headers.authorization, config) === null ? 401 : null;
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

const silent = new WeakSet<WebSocket>();

/** Ends connections that left the last ping unanswered, and pings the rest. */
function dropSilent(sockets: WebSocketServer): void {
  for (const socket of sockets.clients) {
    if (silent.has(socket)) {
      socket.terminate();
      continue;
    }
    silent.add(socket);
    socket.ping();
  }
}
