// The methods of an instant, of a date and of a time of day, as Python's `datetime` and pendulum have them. Only those
// that read: nothing here asks the clock or makes an instant out of text.
import { boundMethods, type Method, type MethodTable } from './bound-methods.js';
import { Duration } from './duration-value.js';
import { ADDABLE, addSpan, inZone, REPLACEABLE, replaceFields } from './instant-arithmetic.js';
import { dateText, isoWeek, strftime, tokenFormat, type InstantParts, type TimePrecision } from './instant-parts.js';
import { Instant } from './instant-value.js';
import { NamedTuple } from './named-tuple.js';
import { str } from './protocols.js';
import { valueError } from './template-error.js';
import type { Value } from './values.js';

type Run = Method<Instant>['run'];
const method = (parameters: readonly string[], run: Run): Method<Instant> => ({ parameters, run });
const textMethod = (run: (self: Instant) => string) => method([], (self) => run(self));
const madeOf = (run: (self: Instant) => Value) => method([], (self) => run(self));

const PRECISIONS: ReadonlySet<string> = new Set(['hours', 'minutes', 'seconds', 'milliseconds', 'microseconds']);

function precision(given: Value | undefined): TimePrecision | undefined {
  const name = given === undefined ? 'auto' : str(given);
  if (name === 'auto') return undefined;
  if (!PRECISIONS.has(name)) throw valueError('Unknown timespec value');
  return name as TimePrecision;
}

const replacing = (form: 'date' | 'time' | 'datetime') =>
  method(REPLACEABLE[form], (self, given) =>
    replaceFields(
      self,
      new Map(REPLACEABLE[form].map((parameter, index) => [parameter.replace('?', ''), given[index]])),
    ),
  );

const isoCalendar = ({ parts }: Instant): NamedTuple => {
  const { year, week } = isoWeek(parts);
  return new NamedTuple('datetime.IsoCalendarDate', [
    ['year', BigInt(year)],
    ['week', BigInt(week)],
    ['weekday', BigInt(parts.weekday || 7)],
  ]);
};

const mondayFirst = ({ weekday }: InstantParts): bigint => BigInt((weekday + 6) % 7);

const structTime = (parts: InstantParts, isDst: bigint): NamedTuple =>
  new NamedTuple('time.struct_time', [
    ['tm_year', BigInt(parts.year)],
    ['tm_mon', BigInt(parts.month)],
    ['tm_mday', BigInt(parts.day)],
    ['tm_hour', BigInt(parts.hour)],
    ['tm_min', BigInt(parts.minute)],
    ['tm_sec', BigInt(parts.second)],
    ['tm_wday', mondayFirst(parts)],
    ['tm_yday', BigInt(parts.dayOfYear)],
    ['tm_isdst', isDst],
  ]);

const offset = ({ offsetMinutes }: Instant): Value =>
  offsetMinutes === undefined ? null : Duration.ofSeconds(offsetMinutes * 60);

const common: readonly [string, Method<Instant>][] = [
  ['strftime', method(['format'], (self, [format = '']) => strftime(self.parts, str(format)))],
  ['format', method(['fmt'], (self, [format = '']) => tokenFormat(self.parts, str(format)))],
];

const ofDates: readonly [string, Method<Instant>][] = [
  ...common,
  ['to_date_string', textMethod((self) => dateText(self.parts))],
  ['ctime', textMethod((self) => strftime(self.parts, '%a %b %e %H:%M:%S %Y'))],
  ['toordinal', madeOf(({ parts }) => BigInt(Date.UTC(parts.year, parts.month - 1, parts.day) / 86_400_000 + 719_163))],
  ['weekday', madeOf(({ parts }) => mondayFirst(parts))],
  ['isoweekday', madeOf(({ parts }) => BigInt(parts.weekday || 7))],
  ['isocalendar', madeOf(isoCalendar)],
];

const dateMethods: MethodTable<Instant> = new Map([
  ...ofDates,
  ['isoformat', textMethod((self) => self.isoText())],
  ['timetuple', madeOf(({ parts }) => structTime(parts, -1n))],
  ['replace', replacing('date')],
  ['add', method(ADDABLE.date, (self, amounts) => addSpan(self, amounts, 1))],
  ['subtract', method(ADDABLE.date, (self, amounts) => addSpan(self, amounts, -1))],
]);

const timeMethods: MethodTable<Instant> = new Map([
  ...common,
  ['isoformat', method(['timespec?'], (self, [given]) => self.isoText('', precision(given)))],
  ['utcoffset', madeOf(offset)],
  ['dst', madeOf((self) => (self.offsetMinutes === undefined ? null : new Duration(0n)))],
  ['tzname', madeOf((self) => strftime(self.parts, '%Z') || null)],
  ['replace', replacing('time')],
]);

const dateTimeMethods: MethodTable<Instant> = new Map([
  ...ofDates,
  [
    'isoformat',
    method(['sep?', 'timespec?'], (self, [separator = 'T', given]) => self.isoText(str(separator), precision(given))),
  ],
  ['to_iso8601_string', textMethod((self) => self.isoText().replace('+00:00', 'Z'))],
  ['to_time_string', textMethod((self) => strftime(self.parts, '%H:%M:%S'))],
  ['to_datetime_string', textMethod((self) => strftime(self.parts, '%Y-%m-%d %H:%M:%S'))],
  ['timestamp', madeOf((self) => Number(self.micros) / 1e6)],
  ['utcoffset', madeOf(offset)],
  ['dst', madeOf((self) => (self.offsetMinutes === undefined ? null : new Duration(0n)))],
  ['tzname', madeOf((self) => strftime(self.parts, '%Z') || null)],
  ['timetuple', madeOf(({ parts, offsetMinutes }) => structTime(parts, offsetMinutes === undefined ? -1n : 0n))],
  ['utctimetuple', madeOf((self) => structTime(new Instant(self.micros, 0).parts, 0n))],
  ['replace', replacing('datetime')],
  ['add', method(ADDABLE.datetime, (self, amounts) => addSpan(self, amounts, 1))],
  ['subtract', method(ADDABLE.datetime, (self, amounts) => addSpan(self, amounts, -1))],
  ['naive', madeOf((self) => new Instant(self.wallMicros, undefined))],
  ['date', madeOf((self) => self.as('date'))],
  ['time', madeOf((self) => self.as('time'))],
  [
    'timetz',
    madeOf((self) => new Instant(self.as('time').micros - (self.wallMicros - self.micros), self.offsetMinutes, 'time')),
  ],
  // The server's own zone is UTC.
  [
    'astimezone',
    method(['tz?'], (self, [zone]) => inZone(self, zone === undefined || zone === null ? 'UTC' : str(zone))),
  ],
  ['in_timezone', method(['tz'], (self, [zone = null]) => inZone(self, str(zone)))],
  ['in_tz', method(['tz'], (self, [zone = null]) => inZone(self, str(zone)))],
]);

const METHODS = { datetime: dateTimeMethods, date: dateMethods, time: timeMethods };

/** A field or method of an instant; `undefined` when there is none of that name. */
export function instantAttribute(self: Instant, name: string): Value | undefined {
  const field = self.attribute(name);
  return field === undefined ? boundMethods(METHODS[self.form], self, name, self.typeName) : field;
}
