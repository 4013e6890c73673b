// A point in time (or its date or time of day alone): what `event.occurred` is. Prints and compares as Python's
// datetime, and has the methods people call on one.
import { Duration } from './duration-value.js';
import { boundMethods, type Method, type MethodTable } from './bound-methods.js';
import {
  dateText,
  offsetText,
  partsOf,
  strftime,
  timeText,
  tokenFormat,
  weekOfYear,
  type InstantParts,
} from './instant-parts.js';
import { str } from './protocols.js';
import { integer } from './string-methods.js';
import { valueError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { ValueObject, type Value } from './values.js';

type Form = 'datetime' | 'date' | 'time';

export class Instant extends ValueObject {
  readonly typeName: string;
  readonly parts: InstantParts;

  /** @param micros microseconds since 1970-01-01T00:00Z */
  constructor(
    readonly micros: bigint,
    readonly offsetMinutes = 0,
    private readonly form: Form = 'datetime',
  ) {
    super();
    this.typeName = form === 'datetime' ? 'DateTime' : form === 'date' ? 'Date' : 'Time';
    this.parts = partsOf(micros, offsetMinutes);
  }

  /** Reads an ISO 8601 instant, to the microsecond; without an offset it is in UTC. `undefined` when it is none. */
  static parse(text: string): Instant | undefined {
    const match =
      /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[-+]\d\d:?\d\d)?$/.exec(
        text.trim(),
      );
    if (!match) return undefined;
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
    const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
    if (Number.isNaN(millis) || new Date(millis).getUTCDate() !== Number(day)) return undefined;
    const [, sign, hours, minutes] = /^([-+])(\d\d):?(\d\d)$/.exec(zone) ?? [];
    const offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    const micros = BigInt(millis) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
    return new Instant(micros - BigInt(offset) * 60_000_000n, offset);
  }

  static ofMillis(millis: number): Instant {
    return new Instant(BigInt(Math.round(millis * 1000)));
  }

  as(form: Form): Instant {
    return new Instant(this.micros, this.offsetMinutes, form);
  }

  isoText(separator = 'T'): string {
    if (this.form === 'date') return dateText(this.parts);
    if (this.form === 'time') return timeText(this.parts);
    return `${dateText(this.parts)}${separator}${timeText(this.parts)}${offsetText(this.offsetMinutes)}`;
  }

  repr(): string {
    const { year, month, day, hour, minute, second, microsecond } = this.parts;
    if (this.form === 'date') return `Date(${year}, ${month}, ${day})`;
    const clock = microsecond === 0 ? [hour, minute, second] : [hour, minute, second, microsecond];
    if (this.form === 'time') return `Time(${clock.join(', ')})`;
    const zone =
      this.offsetMinutes === 0
        ? "Timezone('UTC')"
        : `FixedTimezone(${this.offsetMinutes * 60}, name="${offsetText(this.offsetMinutes)}")`;
    return `DateTime(${[year, month, day, ...clock].join(', ')}, tzinfo=${zone})`;
  }
  override str(): string {
    return this.isoText(' ');
  }
  override attribute(name: string): Value | undefined {
    return fieldOf(this, name) ?? boundMethods(instantMethods, this, name, this.typeName);
  }
  override json(): Value {
    return this.offsetMinutes === 0 && this.form === 'datetime'
      ? this.isoText().replace('+00:00', 'Z')
      : this.isoText();
  }
  override hash(): string {
    return `instant:${this.micros}`;
  }
  override equals(other: Value): boolean {
    return other instanceof Instant && other.micros === this.micros;
  }
  override compare(other: Value): number | undefined {
    return other instanceof Instant ? Number(this.micros - other.micros) : undefined;
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === '-' && !reflected && other instanceof Instant) return new Duration(this.micros - other.micros);
    if (!(other instanceof Duration)) return undefined;
    if (operator === '+') return new Instant(this.micros + other.micros, this.offsetMinutes, this.form);
    if (operator === '-' && !reflected) return new Instant(this.micros - other.micros, this.offsetMinutes, this.form);
    return undefined;
  }
  override format(specification: string): string {
    return specification === '' ? this.str() : strftime(this.parts, specification);
  }
}

const NUMBER_FIELDS: ReadonlySet<string> = new Set(['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond']);

function fieldOf(instant: Instant, name: string): Value | undefined {
  const { parts, micros, offsetMinutes } = instant;
  if (NUMBER_FIELDS.has(name)) return BigInt(parts[name as 'year']);
  switch (name) {
    case 'day_of_week':
      return BigInt((parts.weekday + 6) % 7);
    case 'day_of_year':
      return BigInt(parts.dayOfYear);
    case 'week_of_year':
      return BigInt(weekOfYear(parts));
    case 'quarter':
      return BigInt(Math.ceil(parts.month / 3));
    case 'int_timestamp':
      return (micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
    case 'float_timestamp':
      return Number(micros) / 1e6;
    case 'tzinfo':
    case 'timezone':
    case 'timezone_name':
      return offsetMinutes === 0 ? 'UTC' : offsetText(offsetMinutes);
    case 'offset':
      return BigInt(offsetMinutes * 60);
    default:
      return undefined;
  }
}

const method = (parameters: readonly string[], run: Method<Instant>['run']): Method<Instant> => ({ parameters, run });
const textMethod = (run: (self: Instant) => string) => method([], (self) => run(self));

const REPLACEABLE = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;

/** The instant with some of its fields set. @throws ValueError (as a template error) for a date that is none */
function replaceFields(self: Instant, given: readonly (Value | undefined)[]): Instant {
  const [year, month, day, hour, minute, second, microsecond] = REPLACEABLE.map((field, index) =>
    integer(given[index], self.parts[field]),
  ) as [number, number, number, number, number, number, number];
  const millis = Date.UTC(year, month - 1, day, hour, minute, second);
  const inRange = hour < 24 && minute < 60 && second < 60 && microsecond >= 0 && microsecond < 1_000_000;
  const isDate =
    year >= 1 && year <= 9999 && new Date(millis).getUTCDate() === day && hour >= 0 && minute >= 0 && second >= 0;
  if (!inRange || !isDate) throw valueError('day is out of range for month');
  const micros = BigInt(millis) * 1000n + BigInt(microsecond) - BigInt(self.offsetMinutes) * 60_000_000n;
  return new Instant(micros, self.offsetMinutes);
}

const instantMethods: MethodTable<Instant> = new Map([
  ['isoformat', method(['sep?'], (self, [separator = 'T']) => self.isoText(str(separator)))],
  ['to_iso8601_string', textMethod((self) => self.isoText().replace('+00:00', 'Z'))],
  ['to_date_string', textMethod((self) => dateText(self.parts))],
  ['to_time_string', textMethod((self) => strftime(self.parts, '%H:%M:%S'))],
  ['to_datetime_string', textMethod((self) => strftime(self.parts, '%Y-%m-%d %H:%M:%S'))],
  ['strftime', method(['format'], (self, [format = '']) => strftime(self.parts, str(format)))],
  [
    'format',
    method(['fmt'], (self, [format = '']) => tokenFormat(self.parts, isText(format) ? textOf(format) : str(format))),
  ],
  ['timestamp', method([], (self) => Number(self.micros) / 1e6)],
  ['ctime', textMethod((self) => strftime(self.parts, '%a %b %e %H:%M:%S %Y'))],
  [
    'toordinal',
    method([], ({ parts }) => BigInt(Date.UTC(parts.year, parts.month - 1, parts.day) / 86_400_000 + 719_163)),
  ],
  ['utcoffset', method([], (self) => Duration.ofSeconds(self.offsetMinutes * 60))],
  [
    'replace',
    method(
      REPLACEABLE.map((field) => `${field}?`),
      replaceFields,
    ),
  ],
  ['date', method([], (self) => self.as('date'))],
  ['time', method([], (self) => self.as('time'))],
  ['weekday', method([], (self) => BigInt((self.parts.weekday + 6) % 7))],
  ['isoweekday', method([], (self) => BigInt(self.parts.weekday || 7))],
]);
