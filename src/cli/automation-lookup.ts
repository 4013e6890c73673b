// Automations as they are named on a command line: by an id, or by a name. Apart because two files of commands look up.
import type { AutomationDocument, SluiceClient } from '../client/index.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';

const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The automation of an id, or the one of a name that was changed last. Throws `not-found` naming it. */
export async function findAutomation(client: SluiceClient, nameOrId: string): Promise<AutomationDocument> {
  const byId = UUID_PATTERN.test(nameOrId) ? await unlessMissing(client.automations.read({ id: nameOrId })) : null;
  const found = byId ?? (await unlessMissing(client.automations.read({ name: nameOrId })));
  if (found) return found;
  throw new SluiceError('not-found', `There is no automation '${nameOrId}'; \`sluice automation ls\` lists them.`);
}

async function unlessMissing(reading: Promise<AutomationDocument>): Promise<AutomationDocument | null> {
  try {
    return await reading;
  } catch (error) {
    if (isSluiceError(error, 'not-found')) return null;
    throw error;
  }
}
