// A TCP port on loopback that nobody listens on at this moment.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Asks the system for a free port on 127.0.0.1. Somebody else may take it before the caller does: be ready to ask again. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
