// The whole product as `npm start` brings it up, on ports of its own and keeping nothing.
import { DevProcess, onFreePorts } from '../dev/dev-process.js';
import { ownTemporal } from '../dev/own-temporal.js';

export interface ProductStack {
  /** Ends in /api. */
  readonly apiUrl: string;
  stop(): Promise<void>;
}

/** Starts it; resolves when the example flows can be run. */
export async function startProduct(): Promise<ProductStack> {
  const { args, apiUrl } = await onFreePorts();
  const dev = new DevProcess(['--ephemeral', ...args], await ownTemporal());
  await dev.prints(/^Ready\./m);
  return {
    apiUrl,
    async stop() {
      await dev.stop('SIGINT');
    },
  };
}
