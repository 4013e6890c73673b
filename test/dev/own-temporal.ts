// The environment of a stack that starts a Temporal of its own. Apart from the process, which benchmarks start too and which
// must not need the test runner.
import { testTemporalCli } from '../temporal-server.js';

/** Settings that hold whatever the caller's environment says; the CLI is the one the test run found. */
export async function ownTemporal(): Promise<Record<string, string>> {
  return { TEMPORAL_CLI_PATH: await testTemporalCli(), TEMPORAL_ADDRESS: '', SLUICE_API_URL: '' };
}
