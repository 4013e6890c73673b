// Inputs that travel into a running flow: how they are addressed, which kind they are, and whether a value fits a kind.
// Keys follow the reference, so that its clients' inputs and ours are understood on both sides.
import type { z } from 'zod';
import { SluiceError, type FieldError } from './errors.js';
import { fieldErrorsOf } from './field-errors.js';
import { isUuid } from './ids.js';

/** One input on its way: the `input` signal's argument. */
export interface RunInputMessage {
  /** `{prefix}-{uuid}`; repeating a key changes nothing. */
  readonly key: string;
  readonly value: unknown;
  /** `prefect.flow-run.{id}` for a flow run, `sluice.client.{id}` for a client that listens; null for anybody else. */
  readonly sender: string | null;
  /** Set by the platform, so that the run can tell whether it was given all that came before. @default nothing is told */
  readonly mark?: DeliveryMark;
  /** Takes the input of the key away, unless it was received before. The value means nothing then. @default false */
  readonly withdrawn?: boolean;
}

/** An input's number among those a sender sent to the same run, and what had become of those before when it sent this. */
export interface DeliveryMark {
  /** Who counts: one for each process that sends and each run. */
  readonly by: string;
  /** From 1. */
  readonly number: number;
  /** Temporal had acknowledged every one up to this number. */
  readonly floor: number;
}

/** A named kind of input, as `runInput()` makes one. */
export interface NamedInput<Value = unknown> {
  readonly name: string;
  readonly schema: z.ZodType<Value>;
}

/** What a receiver takes: a named kind, or any zod type, told apart by its structure. */
export type InputKind<Value = unknown> = z.ZodType<Value> | NamedInput<Value>;

/** How much may wait unread for one flow run, or for one client. */
export interface InputLimits {
  readonly count: number;
  /** Of the values as JSON text. */
  readonly bytes: number;
}

export const DEFAULT_INPUT_LIMITS: InputLimits = { count: 5000, bytes: 4 * 1024 * 1024 };

export const FLOW_RUN_SENDER = 'prefect.flow-run.';
export const CLIENT_SENDER = 'sluice.client.';

const UUID_SUFFIX = /-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const PLAIN_SUFFIX = 'automaticruninput-auto';

/** The id of the client behind a sender or receiver; undefined when that is no client. */
export function clientIdOf(address: string | null | undefined): string | undefined {
  if (!address?.startsWith(CLIENT_SENDER)) return undefined;
  const id = address.slice(CLIENT_SENDER.length);
  return isUuid(id) ? id : undefined;
}

export function isZodType(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

/**
 * The prefix a value is sent under: the given one, else the name of its kind, else what its structure says.
 *
 * @throws `definition-invalid` for a prefix with other characters than letters, digits, `-` and `_`
 */
export function chooseKeyPrefix(value: unknown, type: NamedInput | undefined, keyPrefix: string | undefined): string {
  if (keyPrefix === undefined) return type ? namedPrefix(type.name) : `${plainType(value)}${PLAIN_SUFFIX}`;
  if (/^[A-Za-z0-9_-]+$/.test(keyPrefix)) return keyPrefix;
  throw new SluiceError(
    'definition-invalid',
    `Expected 'keyPrefix' to be letters, digits, '-' and '_', got ${JSON.stringify(keyPrefix)}.`,
  );
}

/** A plain value as it travels: the reference wraps it in a field. */
export function wrapPlain(value: unknown): { value: unknown } {
  return { value };
}

/**
 * Whether an input is one for a receiver: of the receiver's kind, or under the prefix it asked for, taken literally,
 * whatever the kind. Plain values are told apart by structure, so a list of numbers waits for a receiver of number lists.
 */
export function fitsReceiver(
  kind: InputKind,
  keyPrefix: string | undefined,
  { key, value }: Pick<RunInputMessage, 'key' | 'value'>,
): boolean {
  if (keyPrefix !== undefined) return key.startsWith(keyPrefix);
  const prefix = prefixOf(key);
  if (!isZodType(kind)) return prefix === namedPrefix(kind.name);
  return prefix.endsWith(PLAIN_SUFFIX) && hasStructure(kind, unwrapPlain(value));
}

/** The value of an input as its receiver gets it, or what is wrong with it. */
export function parseInputValue(
  kind: InputKind,
  value: unknown,
): { readonly value: unknown } | { readonly fields: FieldError[] } {
  const parsed = isZodType(kind) ? kind.safeParse(unwrapPlain(value)) : kind.schema.safeParse(value);
  return parsed.success ? { value: parsed.data } : { fields: fieldErrorsOf(parsed.error) };
}

/** What stands before the UUID at the end of a key; a person who writes one by hand may end it in any word. */
function prefixOf(key: string): string {
  return UUID_SUFFIX.test(key) ? key.replace(UUID_SUFFIX, '') : key.replace(/(-auto)-[^-]*$/, '$1');
}

function namedPrefix(name: string): string {
  return `${name.toLowerCase()}-auto`;
}

/** The plain value inside; a value nobody wrapped is taken as it is. */
function unwrapPlain(value: unknown): unknown {
  const wrapped =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).join() === 'value';
  return wrapped ? (value as { value: unknown }).value : value;
}

/** Whether a value has the structure a schema describes, whatever its finer rules say. */
function hasStructure(schema: z.ZodType, value: unknown): boolean {
  const parsed = schema.safeParse(value);
  if (parsed.success) return true;
  return !parsed.error.issues.some((issue) => STRUCTURE_ISSUES.has(issue.code));
}

const STRUCTURE_ISSUES: ReadonlySet<string> = new Set([
  'invalid_type',
  'unrecognized_keys',
  'invalid_union',
  'invalid_value',
  'invalid_key',
  'invalid_element',
]);

function plainType(value: unknown): string {
  if (value === null || value === undefined) return 'nonetype';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return 'dict';
}
