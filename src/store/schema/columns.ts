// Column types that Postgres has and our documents write in another way: instants as ISO 8601 with microseconds, JSON
// documents, texts that people wrote. Apart so that each table says only what it holds.
import { customType } from 'drizzle-orm/pg-core';
import { formatInstantUs, parseInstantUs } from '../../domain/instants.js';

/** `timestamptz` whose value is an ISO 8601 text in UTC with microseconds. */
export const instant = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamp (6) with time zone',
  toDriver: (value) => formatInstantUs(parseInstantUs(value)),
  fromDriver: (value) => formatInstantUs(parseInstantUs(value)),
});

/**
 * A JSON document of the given type. `json` and not `jsonb`: it keeps the order of keys, which forms are drawn by, and
 * stores any text, NUL included. Both drivers hand it over parsed; a second parse would turn the text `"1"` into 1.
 */
export const document = <T>() =>
  customType<{ data: T; driverData: unknown }>({
    dataType: () => 'json',
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => value as T,
  })();

/** A text that people or programs wrote. Postgres stores any character but NUL, which becomes U+FFFD. */
export const freeText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => value.replaceAll('\u0000', '\uFFFD'),
});
