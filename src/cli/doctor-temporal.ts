// A Temporal server asked for what `sluice doctor` tells of it. Apart because a server is asked where it should be, and at a
// port that somebody listens on.
import type { TemporalConnectionOptions } from '../temporal/connection.js';

/** The server's version, once it knows the namespace. Throws why it cannot be reached. */
export async function readTemporalVersion(options: TemporalConnectionOptions, limitMs: number): Promise<string> {
  const { openTemporalConnection } = await import('../temporal/connection.js');
  const temporal = await openTemporalConnection(options);
  const { workflowService: service } = temporal.client;
  try {
    await temporal.call(limitMs, () => service.describeNamespace({ namespace: options.namespace }));
    return (await temporal.call(limitMs, () => service.getSystemInfo({}))).serverVersion;
  } finally {
    await temporal.close();
  }
}
