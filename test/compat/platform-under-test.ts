// What a compatibility test talks through: Prefect's package for the calls under test, and our own client to bring the
// platform into the state that the call needs.
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { PrefectClient } from './prefect-client.js';

/** Generous: the calls are processes, and a machine may have much else to do. */
export const WAIT = { timeout: 120_000, interval: 200 };

export interface PlatformUnderTest {
  readonly apiUrl: string;
  readonly prefect: PrefectClient;
  readonly sluice: SluiceClient;
}

/** Throws when vitest runs without test/compat/global-setup.ts. */
export async function connectPlatform(): Promise<PlatformUnderTest> {
  const apiUrl = process.env.SLUICE_COMPAT_API_URL;
  if (!apiUrl) throw new Error('SLUICE_COMPAT_API_URL is not set: run `npm run test:compat`');
  return { apiUrl, prefect: await PrefectClient.create(apiUrl), sluice: createClient({ apiUrl }) };
}
