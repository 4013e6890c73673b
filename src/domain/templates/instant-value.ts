// A point in time (or its date or time of day alone): what `event.occurred` is. Prints and compares as Python's
// datetime, and has the methods people call on one.
import { Duration } from './duration-value.js';
import {
  dateText,
  isoWeek,
  offsetText,
  partsOf,
  strftime,
  timeText,
  type TimePrecision,
  type InstantParts,
} from './instant-parts.js';
import { typeError } from './template-error.js';
import { ValueObject, type Value } from './values.js';

export type InstantForm = 'datetime' | 'date' | 'time';

/** The day a time of day stands on, where one is asked for. */
const DAY_OF_TIMES = BigInt(Date.UTC(1900, 0, 1)) * 1000n;
const DAY = 86_400_000_000n;

export class Instant extends ValueObject {
  readonly typeName: string;
  readonly parts: InstantParts;

  /**
   * @param micros microseconds since 1970-01-01T00:00Z
   * @param offsetMinutes of its zone from UTC; `undefined` when it is in none, as dates and times of day are
   */
  constructor(
    readonly micros: bigint,
    readonly offsetMinutes: number | undefined,
    readonly form: InstantForm = 'datetime',
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
    return new Instant(BigInt(Math.round(millis * 1000)), 0);
  }

  /** What a clock in its zone shows, as microseconds. */
  get wallMicros(): bigint {
    return this.micros + BigInt(this.offsetMinutes ?? 0) * 60_000_000n;
  }

  as(form: InstantForm): Instant {
    const wall = this.wallMicros;
    const clock = ((wall % DAY) + DAY) % DAY;
    if (form === 'date') return new Instant(wall - clock, undefined, form);
    return form === 'time' ? new Instant(DAY_OF_TIMES + clock, undefined, form) : this;
  }

  /** @param precision how much of the time is written; as much as there is when left out */
  isoText(separator = 'T', precision?: TimePrecision): string {
    if (this.form === 'date') return dateText(this.parts);
    const time = timeText(this.parts, precision);
    const zone = this.offsetMinutes === undefined ? '' : offsetText(this.offsetMinutes);
    return this.form === 'time' ? time + zone : `${dateText(this.parts)}${separator}${time}${zone}`;
  }

  repr(): string {
    const { year, month, day, hour, minute, second, microsecond } = this.parts;
    if (this.form === 'date') return `Date(${year}, ${month}, ${day})`;
    const clock = microsecond === 0 ? [hour, minute, second] : [hour, minute, second, microsecond];
    if (this.form === 'time') return `Time(${clock.join(', ')})`;
    if (this.offsetMinutes === undefined) return `DateTime(${[year, month, day, ...clock].join(', ')})`;
    const zone =
      this.offsetMinutes === 0
        ? "Timezone('UTC')"
        : `FixedTimezone(${this.offsetMinutes * 60}, name="${offsetText(this.offsetMinutes)}")`;
    return `DateTime(${[year, month, day, ...clock].join(', ')}, tzinfo=${zone})`;
  }
  override str(): string {
    return this.isoText(' ');
  }
  /** Its fields; the methods are in instant-methods.ts, which makes instants itself. */
  override attribute(name: string): Value | undefined {
    return fieldOf(this, name);
  }
  override json(): Value {
    return this.offsetMinutes === 0 && this.form === 'datetime'
      ? this.isoText().replace('+00:00', 'Z')
      : this.isoText();
  }
  override hash(): string {
    return `${this.kind}:${this.micros}`;
  }
  /** What it can be compared with: its form, and whether it has a zone. */
  private get kind(): string {
    return this.form === 'datetime' && this.offsetMinutes === undefined ? 'naive' : this.form;
  }
  override equals(other: Value): boolean {
    return other instanceof Instant && other.kind === this.kind && other.micros === this.micros;
  }
  override compare(other: Value): number | undefined {
    if (!(other instanceof Instant)) return undefined;
    if (other.kind === this.kind) return Number(this.micros - other.micros);
    if (other.form === this.form) throw typeError("can't compare offset-naive and offset-aware datetimes");
    throw typeError(`can't compare ${this.typeName} to ${other.typeName}`);
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === '-' && !reflected && other instanceof Instant) return this.since(other);
    if (!(other instanceof Duration) || this.form === 'time') return undefined;
    // A date takes whole days alone.
    const micros = this.form === 'date' ? other.micros - (((other.micros % DAY) + DAY) % DAY) : other.micros;
    if (operator === '+') return new Instant(this.micros + micros, this.offsetMinutes, this.form);
    if (operator === '-' && !reflected) return new Instant(this.micros - micros, this.offsetMinutes, this.form);
    return undefined;
  }
  private since(other: Instant): Value | undefined {
    if (other.form !== this.form && this.form !== 'date') return undefined;
    if (this.form === 'date') return new Duration(this.micros - other.as('date').micros);
    if (other.kind !== this.kind) throw typeError("can't subtract offset-naive and offset-aware datetimes");
    return new Duration(this.micros - other.micros);
  }
  override format(specification: string): string {
    return specification === '' ? this.str() : strftime(this.parts, specification);
  }
}

const DATE_FIELDS: ReadonlySet<string> = new Set(['year', 'month', 'day']);
const TIME_FIELDS: ReadonlySet<string> = new Set(['hour', 'minute', 'second', 'microsecond']);

function fieldOf(instant: Instant, name: string): Value | undefined {
  const { parts, form } = instant;
  const ofDate = form !== 'time' ? dateField(instant, name) : undefined;
  if (ofDate !== undefined) return ofDate;
  if (form !== 'date') {
    if (TIME_FIELDS.has(name)) return BigInt(parts[name as 'hour']);
    if (name === 'fold') return 0n;
    if (name === 'tzinfo') return zoneText(instant);
  }
  if (form === 'datetime') return dateTimeField(instant, name);
  return name === 'resolution' ? new Duration(form === 'date' ? DAY : 1n) : undefined;
}

const zoneText = ({ offsetMinutes }: Instant): string | null =>
  offsetMinutes === undefined ? null : offsetMinutes === 0 ? 'UTC' : offsetText(offsetMinutes);

function dateField({ parts }: Instant, name: string): Value | undefined {
  if (DATE_FIELDS.has(name)) return BigInt(parts[name as 'year']);
  switch (name) {
    case 'day_of_week':
      return BigInt((parts.weekday + 6) % 7);
    case 'day_of_year':
      return BigInt(parts.dayOfYear);
    case 'week_of_year':
      return BigInt(isoWeek(parts).week);
    case 'quarter':
      return BigInt(Math.ceil(parts.month / 3));
    default:
      return undefined;
  }
}

function dateTimeField(instant: Instant, name: string): Value | undefined {
  const { micros, offsetMinutes } = instant;
  switch (name) {
    case 'int_timestamp':
      return (micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n;
    case 'float_timestamp':
      return Number(micros) / 1e6;
    case 'timezone':
    case 'timezone_name':
      return zoneText(instant);
    case 'offset':
      return offsetMinutes === undefined ? null : BigInt(offsetMinutes * 60);
    case 'resolution':
      return new Duration(1n);
    default:
      return undefined;
  }
}
