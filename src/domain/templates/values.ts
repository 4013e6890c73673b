/**
 * The values a template can touch. Templates are written for Python's data model (ints without a limit, floats that
 * print as `2.0`, tuples, dicts with any key), so a template never sees a JavaScript object of ours: it sees plain
 * data and the closed set of classes that extend `ValueObject`. That is the heart of the sandbox: there is no prototype,
 * constructor or host function to walk to, because none is reachable from a `Value`.
 */
import { undefinedError, type TemplateError } from './template-error.js';

/** int is `bigint`, float is `number`, str is `string`, list is an array; everything else is a `ValueObject`. */
export type Value = null | boolean | bigint | number | string | Value[] | ValueObject;

/**
 * A value with a class of its own. Every hook answers `undefined` for "this type cannot do that"; the caller turns
 * that into the error (or the empty result) Jinja gives.
 */
export abstract class ValueObject {
  /** Python's name of the type, for error sentences. */
  abstract readonly typeName: string;
  abstract repr(): string;

  str(): string {
    return this.repr();
  }
  truthy(): boolean {
    const size = this.size();
    return size === undefined || size > 0;
  }
  /** `value.name`: only what the class spells out. */
  attribute(_name: string): Value | undefined {
    return undefined;
  }
  /** `value[key]`. */
  item(_key: Value): Value | undefined {
    return undefined;
  }
  iterate(): Iterable<Value> | undefined {
    return undefined;
  }
  size(): number | undefined {
    return undefined;
  }
  contains(_value: Value): boolean | undefined {
    return undefined;
  }
  /** What `tojson` writes. */
  json(): Value | undefined {
    return undefined;
  }
  /** A string equal for equal values, for use as a dict key. */
  hash(): string | undefined {
    return undefined;
  }
  equals(other: Value): boolean {
    return this === other;
  }
  /** Below 0, 0 or above 0. */
  compare(_other: Value): number | undefined {
    return undefined;
  }
  /** `this operator other`, or with `reflected` the other way round. */
  binary(_operator: string, _other: Value, _reflected: boolean): Value | undefined {
    return undefined;
  }
  /** The text for a format specification, as in `'{:%Y}'.format(value)`. */
  format(_specification: string): string | undefined {
    return undefined;
  }
}

const identities = new WeakMap<ValueObject, number>();
let identityCount = 0;

/** The hash of a value that is equal to nothing but itself. */
export function identityHash(value: ValueObject): string {
  const known = identities.get(value) ?? (identityCount += 1);
  identities.set(value, known);
  return `o:${known}`;
}

export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** Something a template may call: always a function of ours from an allow-list, never one found on data. */
export class Callable extends ValueObject {
  readonly typeName = 'function';

  constructor(
    readonly name: string,
    readonly invoke: (args: Arguments) => Value,
    private readonly attributes: Pick<ReadonlyMap<string, Value>, 'get'> = new Map(),
    private readonly text = `<function ${name}>`,
  ) {
    super();
  }

  repr(): string {
    return this.text;
  }
  override hash(): string {
    return identityHash(this);
  }
  override attribute(name: string): Value | undefined {
    return this.attributes.get(name);
  }
}

/** What a name that is not there evaluates to: any depth of attribute is the same again, and it prints as nothing. */
export class Undefined extends ValueObject {
  readonly typeName = 'Undefined';

  constructor(
    readonly hint: string,
    private readonly raise: (message: string) => TemplateError = undefinedError,
  ) {
    super();
  }

  error(): TemplateError {
    return this.raise(this.hint);
  }
  repr(): string {
    return 'Undefined';
  }
  override str(): string {
    return '';
  }
  override truthy(): boolean {
    return false;
  }
  override attribute(_name: string): Value {
    return this;
  }
  override item(_key: Value): Value {
    return this;
  }
  override iterate(): Iterable<Value> {
    return [];
  }
  override size(): number {
    return 0;
  }
  override hash(): string {
    return 'undefined';
  }
  override equals(other: Value): boolean {
    return other instanceof Undefined;
  }
  override compare(_other: Value): never {
    throw this.error();
  }
  override binary(_operator: string, _other: Value, _reflected: boolean): never {
    throw this.error();
  }
}
