// Whether a port of this machine can be listened on, and whether anybody listens at an address: each tried for a moment.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export type PortState = 'free' | 'listening' | 'forbidden';

/** The state of a port on loopback. */
export async function probePort(port: number): Promise<PortState> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return 'free';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'forbidden' : 'listening';
  } finally {
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
  }
}

/**
 * Connects to `host:port` and hangs up.
 *
 * @throws the reason when nobody listens there or no connection came about in time
 */
export async function probeAddress(address: string, timeoutMs: number): Promise<void> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(address.slice(colon + 1)) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) });
  } finally {
    socket.destroy();
  }
}
