// The first exchange on a socket, as the reference has it: the client says `auth` with a token, which is looked at only
// where credentials are configured.
import type { WebSocket } from 'ws';
import { isAcceptedToken, type Credentials } from '../caller.js';
import { closeWith, parseJson, type SocketInbox } from './socket-inbox.js';

const AUTH_LIMIT_MS = 10_000;
const POLICY_VIOLATION = 1008;

/** Resolves true once the client has proved who it is; closes the socket with 1008 and the reason otherwise. */
export async function authenticateSocket(
  socket: WebSocket,
  inbox: SocketInbox,
  credentials: Credentials,
): Promise<boolean> {
  const message = parseJson(await inbox.next(AUTH_LIMIT_MS)) as { type?: unknown; token?: unknown } | null | undefined;
  const refusal = refusalOf(message, credentials);
  if (refusal !== null) {
    closeWith(socket, POLICY_VIOLATION, refusal);
    return false;
  }
  socket.send(JSON.stringify({ type: 'auth_success' }));
  return true;
}

function refusalOf(message: { type?: unknown; token?: unknown } | null | undefined, credentials: Credentials) {
  if (message?.type !== 'auth') return "Expected 'auth' message";
  if (credentials.apiKey === null && credentials.authString === null) return null;
  if (typeof message.token !== 'string' || message.token === '') return 'Auth required but no token provided';
  return isAcceptedToken(message.token, credentials) ? null : 'Invalid token';
}
