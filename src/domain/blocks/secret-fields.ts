// Which parts of a block's data are secret, by the dotted paths of its schema, and what stands in their place: stars in
// answers, the old value behind the stars of an update. Pure, so that no door out of the server can do it in its own way.
import type { BlockFields } from './block-documents.js';

/** What an answer shows instead of a secret value, whatever its length. */
export const MASK = '********';

type Data = Readonly<Record<string, unknown>>;
export type SecretPath = readonly string[];

/** The secret paths of a block's fields. */
export function secretPathsOf(fields: BlockFields): SecretPath[] {
  const { secret_fields } = fields;
  if (!Array.isArray(secret_fields)) return [];
  return secret_fields.filter((path) => typeof path === 'string').map((path) => path.split('.'));
}

/** The data with each secret value replaced by what `replace` makes of it; null and absent values stay. */
export function mapSecrets(
  data: Data,
  paths: readonly SecretPath[],
  replace: (value: unknown, path: string) => unknown,
): Record<string, unknown> {
  return paths.reduce<unknown>((current, path) => mapAt(current, path, [], replace), data) as Record<string, unknown>;
}

/** The data as an answer shows it. */
export function maskSecrets(data: Data, paths: readonly SecretPath[]): Record<string, unknown> {
  return mapSecrets(data, paths, () => MASK);
}

/** New data in which a secret that came back masked keeps the value it had. */
export function keepMaskedSecrets(data: Data, before: Data, paths: readonly SecretPath[]): Record<string, unknown> {
  return mapSecrets(data, paths, (value, path) =>
    isMasked(value) ? (valueAt(before, path.split('.')) ?? value) : value,
  );
}

/** The value at a path, where every part is a key or an index; undefined when there is none. */
export function valueAt(data: unknown, path: SecretPath): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string, unknown>)[key];
  }, data);
}

function isMasked(value: unknown): boolean {
  return typeof value === 'string' && /^\*{8,}/.test(value);
}

function mapAt(
  value: unknown,
  path: SecretPath,
  walked: SecretPath,
  replace: (value: unknown, path: string) => unknown,
): unknown {
  if (value === null || value === undefined) return value;
  const [key, ...rest] = path;
  if (key === undefined) return replace(value, walked.join('.'));
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, entry]): [string, unknown] => {
    const meant = key === '*' || key === name;
    return [name, meant ? mapAt(entry, rest, [...walked, name], replace) : entry];
  });
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}
