// Values as they are typed on a command line: `key=value` pairs whose value is JSON or else plain text, and whole JSON
// documents, given in place or read from standard input.
import { text } from 'node:stream/consumers';
import { UsageError } from './failure.js';

export interface KeyValue {
  readonly key: string;
  readonly text: string;
}

/** Splits at the first `=`. Throws a UsageError naming the option. */
export function parseKeyValue(given: string, option: string): KeyValue {
  const at = given.indexOf('=');
  if (at <= 0) throw new UsageError(`Expected ${option} to be key=value, got '${given}'.`);
  return { key: given.slice(0, at), text: given.slice(at + 1) };
}

/** The value of JSON text, or the text itself when it is not JSON. */
export function parseLoosely(given: string): unknown {
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return given;
  }
}

/** What `key=value` options say together; the last of a key counts. Throws a UsageError naming the option. */
export function parsePairs(given: readonly string[] | undefined, option: string): Record<string, unknown> {
  return Object.fromEntries(
    (given ?? []).map((pair) => {
      const { key, text } = parseKeyValue(pair, option);
      return [key, parseLoosely(text)];
    }),
  );
}

/** A JSON object given in place, or by `-` on standard input. Throws a UsageError naming the option. */
export async function readJsonObject(given: string, option: string): Promise<Record<string, unknown>> {
  const source = given === '-' ? await text(process.stdin) : given;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Expected ${option} to be a JSON object: ${reason}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`Expected ${option} to be a JSON object, got ${JSON.stringify(value)}.`);
  }
  return value as Record<string, unknown>;
}

/** Sets a value at a dotted path, making the objects on the way. Returns a new document. */
export function withValueAt(
  document: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [head, ...rest] = path;
  if (head === undefined) return { ...document };
  if (rest.length === 0) return { ...document, [head]: value };
  const inner = Object.hasOwn(document, head) ? document[head] : undefined;
  const base = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  return { ...document, [head]: withValueAt(base, rest, value) };
}

/** Collects an option that may be given several times. */
export function collect(given: string, before: readonly string[] = []): string[] {
  return [...before, given];
}
