// What an update changed, as the events of updates tell it: the names of the fields, and for each what it was and is.
// Apart because deployments, pools and queues tell it in the same form.
import { isEqual } from '../json-schema/json-equality.js';

type Fields = Readonly<Record<string, unknown>>;

export interface ChangedFields {
  readonly updated_fields: readonly string[];
  readonly updates: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** What differs of the fields that `after` has; a field that is not there counts as null. Null: nothing does. */
export function changedFields(before: Fields, after: Fields): ChangedFields | null {
  const updates = Object.entries(after)
    .map(([field, to]) => [field, { from: before[field] ?? null, to: to ?? null }] as const)
    .filter(([, { from, to }]) => !isEqual(from, to));
  if (updates.length === 0) return null;
  return { updated_fields: updates.map(([field]) => field), updates: Object.fromEntries(updates) };
}
