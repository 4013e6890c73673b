// The whole product as `npm start` brings it up, on ports of its own and keeping nothing.
import { DevProcess, onFreePorts } from '../dev/dev-process.js';
import { ownTemporal } from '../dev/own-temporal.js';

export interface ProductStack {
  /** Ends in /api. */
  readonly apiUrl: string;
  /** Settings by which a worker of its own finds the stack. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts it; resolves when the example flows can be run.
 *
 * @param settings - environment variables over those of a stack on its own
 */
export async function startProduct(settings: Record<string, string> = {}): Promise<ProductStack> {
  const { args, apiUrl } = await onFreePorts();
  const dev = new DevProcess(['--ephemeral', ...args], { ...(await ownTemporal()), ...settings });
  await dev.prints(/^Ready\./m);
  return {
    apiUrl,
    environment: {
      SLUICE_API_URL: apiUrl,
      TEMPORAL_ADDRESS: `127.0.0.1:${args[args.indexOf('--temporal-port') + 1]}`,
      ...settings,
    },
    async stop() {
      await dev.stop('SIGINT');
    },
  };
}
