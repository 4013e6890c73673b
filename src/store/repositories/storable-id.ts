// Ids in tables are of Postgres's type uuid, which refuses other texts with an error. Asking for something under an id
// that cannot exist is no error but finds nothing.
import { UUID_FORM } from '../../domain/uuid-form.js';

/** Tells whether an id can be in a table. */
export function isStorableId(id: string): boolean {
  return UUID_FORM.test(id.toLowerCase());
}
