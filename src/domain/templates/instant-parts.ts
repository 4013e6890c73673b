// The calendar fields of an instant at an offset from UTC, and text made of them: ISO 8601, `strftime`, and the
// `YYYY-MM-DD` tokens. English names only.
import { divide } from './duration-value.js';

export interface InstantParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly dayOfYear: number;
  /** `undefined` without a zone. */
  readonly offsetMinutes: number | undefined;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** @param micros microseconds since 1970-01-01T00:00Z */
export function partsOf(micros: bigint, offsetMinutes: number | undefined): InstantParts {
  const [millis, microRest] = divide(micros + BigInt(offsetMinutes ?? 0) * 60_000_000n, 1000n);
  const date = new Date(Number(millis));
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: date.getUTCMilliseconds() * 1000 + Number(microRest),
    weekday: date.getUTCDay(),
    dayOfYear: Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1,
    offsetMinutes,
  };
}

export const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

export const dateText = ({ year, month, day }: InstantParts): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

export type TimePrecision = 'hours' | 'minutes' | 'seconds' | 'milliseconds' | 'microseconds';

/** The time of day; without a precision microseconds only where there are some. */
export function timeText({ hour, minute, second, microsecond }: InstantParts, precision?: TimePrecision): string {
  const micros = pad(microsecond, 6);
  switch (precision) {
    case 'hours':
      return pad(hour);
    case 'minutes':
      return `${pad(hour)}:${pad(minute)}`;
    case 'milliseconds':
      return `${pad(hour)}:${pad(minute)}:${pad(second)}.${micros.slice(0, 3)}`;
    case 'microseconds':
      return `${pad(hour)}:${pad(minute)}:${pad(second)}.${micros}`;
    case 'seconds':
    case undefined:
      return `${pad(hour)}:${pad(minute)}:${pad(second)}${precision === undefined && microsecond !== 0 ? `.${micros}` : ''}`;
  }
}

export const offsetText = (offsetMinutes: number, colon = ':'): string => {
  const absolute = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(absolute / 60))}${colon}${pad(absolute % 60)}`;
};

const zoneName = (offsetMinutes: number | undefined): string =>
  offsetMinutes === undefined ? '' : offsetMinutes === 0 ? 'UTC' : offsetText(offsetMinutes);

// ISO weeks run from Monday; week 1 holds the year's first Thursday.
export function isoWeek(parts: InstantParts): { year: number; week: number } {
  const weekday = parts.weekday || 7;
  const thursday = parts.dayOfYear - weekday + 4;
  const daysIn = (year: number) => ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366 : 365);
  if (thursday < 1) return { year: parts.year - 1, week: Math.ceil((thursday + daysIn(parts.year - 1)) / 7) };
  if (thursday > daysIn(parts.year)) return { year: parts.year + 1, week: 1 };
  return { year: parts.year, week: Math.ceil(thursday / 7) };
}

const DIRECTIVES: Readonly<Record<string, (parts: InstantParts) => string>> = {
  a: (p) => (DAYS[p.weekday] ?? '').slice(0, 3),
  A: (p) => DAYS[p.weekday] ?? '',
  b: (p) => (MONTHS[p.month - 1] ?? '').slice(0, 3),
  B: (p) => MONTHS[p.month - 1] ?? '',
  c: (p) => strftime(p, '%a %b %e %H:%M:%S %Y'),
  C: (p) => pad(Math.floor(p.year / 100)),
  d: (p) => pad(p.day),
  D: (p) => strftime(p, '%m/%d/%y'),
  e: (p) => String(p.day).padStart(2, ' '),
  f: (p) => pad(p.microsecond, 6),
  F: (p) => dateText(p),
  g: (p) => pad(isoWeek(p).year % 100),
  G: (p) => pad(isoWeek(p).year, 4),
  h: (p) => (MONTHS[p.month - 1] ?? '').slice(0, 3),
  H: (p) => pad(p.hour),
  I: (p) => pad(p.hour % 12 || 12),
  k: (p) => String(p.hour).padStart(2, ' '),
  l: (p) => String(p.hour % 12 || 12).padStart(2, ' '),
  P: (p) => (p.hour < 12 ? 'am' : 'pm'),
  j: (p) => pad(p.dayOfYear, 3),
  m: (p) => pad(p.month),
  M: (p) => pad(p.minute),
  n: () => '\n',
  p: (p) => (p.hour < 12 ? 'AM' : 'PM'),
  r: (p) => strftime(p, '%I:%M:%S %p'),
  R: (p) => strftime(p, '%H:%M'),
  S: (p) => pad(p.second),
  t: () => '\t',
  T: (p) => strftime(p, '%H:%M:%S'),
  u: (p) => String(p.weekday || 7),
  U: (p) => pad(Math.floor((p.dayOfYear + 6 - p.weekday) / 7)),
  V: (p) => pad(isoWeek(p).week),
  w: (p) => String(p.weekday),
  W: (p) => pad(Math.floor((p.dayOfYear + 6 - ((p.weekday + 6) % 7)) / 7)),
  x: (p) => strftime(p, '%m/%d/%y'),
  X: (p) => strftime(p, '%H:%M:%S'),
  y: (p) => pad(p.year % 100),
  Y: (p) => String(p.year),
  z: (p) => (p.offsetMinutes === undefined ? '' : offsetText(p.offsetMinutes, '')),
  Z: (p) => zoneName(p.offsetMinutes),
  '%': () => '%',
};

/** Python's `strftime`, in English. A directive that does not exist is left as it is; `%-d` drops leading zeros. */
export const strftime = (parts: InstantParts, format: string): string =>
  format.replace(/%(-?)([a-zA-Z%])/g, (whole, strip: string, letter: string) => {
    const text = DIRECTIVES[letter]?.(parts);
    if (text === undefined) return whole;
    return strip === '' ? text : text.replace(/^[0 ]+(?=.)/, '');
  });

const TOKENS: Readonly<Record<string, string>> = {
  YYYY: '%Y',
  YY: '%y',
  MMMM: '%B',
  MMM: '%b',
  MM: '%m',
  M: '%-m',
  DD: '%d',
  D: '%-d',
  DDDD: '%j',
  dddd: '%A',
  ddd: '%a',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  SSSSSS: '%f',
  A: '%p',
  Z: '%z',
  zz: '%Z',
  z: '%Z',
};

/** Formats by tokens such as `YYYY-MM-DD HH:mm:ss`; text in brackets is kept. */
export const tokenFormat = (parts: InstantParts, format: string): string =>
  format.replace(
    /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|S{6}|A|ZZ|Z|zz|z/g,
    (token, literal?: string) => {
      if (literal !== undefined) return literal;
      if (token === 'Z') return parts.offsetMinutes === undefined ? '' : offsetText(parts.offsetMinutes);
      return strftime(parts, token === 'ZZ' ? '%z' : (TOKENS[token] ?? token));
    },
  );
