// The service context of API tests: a database in memory, the run's shared Temporal test server, the real clock.
import { randomUUID } from 'node:crypto';
import { loadEncryptionKey } from '../../src/services/secrets/encryption-key.js';
import { createSecretCipher } from '../../src/services/secrets/secret-cipher.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { openStore } from '../../src/store/store.js';
import { openTemporalConnection } from '../../src/temporal/connection.js';
import { createMemoryPayloadStore } from '../../src/temporal/memory-payload-store.js';
import { createTemporalGateway } from '../../src/temporal/temporal-gateway.js';
import { TEST_NAMESPACE, testTemporalAddress } from '../temporal-server.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * @param address - `host:port` of Temporal; by default the run's test server
 * @param systemTaskQueue - where a test's system worker polls; nobody does by default
 */
export async function openTestContext(
  address: string = testTemporalAddress(),
  systemTaskQueue: string = `system-${randomUUID()}`,
): Promise<{ context: ServiceContext; close(): Promise<void> }> {
  const now = () => new Date();
  const store = await openStore({ now });
  const payloads = createMemoryPayloadStore();
  const connection = await openTemporalConnection({ address, namespace: TEST_NAMESPACE, payloads });
  const temporal = createTemporalGateway(connection, systemTaskQueue);
  const secrets = createSecretCipher(await loadEncryptionKey(null, null));
  const context: ServiceContext = { store, temporal, secrets, payloads, now, newId: () => randomUUID(), log: silent };
  return {
    context,
    async close() {
      await connection.close();
      await store.close();
    },
  };
}
