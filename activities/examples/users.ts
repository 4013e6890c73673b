// Tasks of the buildNames example.
import { getRunLogger } from 'sluice/activity';
import type { UserData, UserName } from '../../src/contract/example-tasks.js';

/** User data as the URL serves it. Throws when the server does not answer with success. */
export async function fetchUser(url: string): Promise<UserData> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Expected user data from ${url}, got HTTP ${response.status}.`);
  const rawData = (await response.json()) as UserData;
  getRunLogger().info('Raw response', { rawData });
  return rawData;
}

/** The name of the first user. Throws when there is none. */
export async function cleanUser(rawData: UserData): Promise<UserName> {
  const [first] = rawData.results;
  if (!first) throw new Error('Expected at least one user in the user data, got none.');
  getRunLogger().info('Cleaned result', { name: first.name });
  return first.name;
}
