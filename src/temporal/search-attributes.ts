// Makes our search attributes known on a Temporal server that was not started by us. Doing it again changes nothing, so
// every server of ours does it when it starts.
import { SEARCH_ATTRIBUTES } from '../contract/messages.js';
import { CALL_DEADLINE_MS, type TemporalConnection } from './connection.js';

/** The protocol's numbers of these types (`IndexedValueType`). */
const VALUE_TYPES: Readonly<Record<(typeof SEARCH_ATTRIBUTES)[keyof typeof SEARCH_ATTRIBUTES], number>> = {
  Keyword: 2,
  Datetime: 6,
  KeywordList: 7,
};

/**
 * Adds what is missing and tells its names. Throws `temporal-unavailable` when the server cannot be reached or does not
 * let us: then somebody who may has to add them.
 */
export async function ensureSearchAttributes(temporal: TemporalConnection): Promise<string[]> {
  const { namespace, client } = temporal;
  const { operatorService } = client.connection;
  return temporal.call(CALL_DEADLINE_MS, async () => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => !Object.hasOwn(customAttributes ?? {}, name));
    if (missing.length === 0) return [];
    const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, VALUE_TYPES[type]]));
    await operatorService.addSearchAttributes({ namespace, searchAttributes });
    return missing.map(([name]) => name);
  });
}
