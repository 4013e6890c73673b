// The `format`s that are checked, as strictly as the reference checks them. A format not listed here is not checked:
// `uri`, `hostname`, `duration`, `password` and the others say what a text is for, not what it must look like.
import { tryCompile } from './text-pattern.js';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(?:\.\d+)?(?:Z|[-+](?:[01]\d|2[0-3]):[0-5]\d)$/i;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return Number(year) > 0 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

const isDateTime = (text: string): boolean => {
  const separator = text.charAt(10);
  return (
    (separator === 'T' || separator === 't' || separator === ' ') &&
    isDate(text.slice(0, 10)) &&
    TIME.test(text.slice(11))
  );
};

function isIpv6(text: string): boolean {
  const [address = '', zone, ...more] = text.split('%');
  if (more.length > 0 || zone === '') return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all[all.length - 1];
  const embedded = last !== undefined && last.includes('.') ? IPV4.test(last) : undefined;
  if (embedded === false) return false;
  const plain = embedded === undefined ? all : all.slice(0, -1);
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = plain.length + (embedded === undefined ? 0 : 2);
  return halves.length === 2 ? count < 8 : count === 8;
}

const isEmail = (text: string): boolean => text.includes('@');

/** Labels of letters and digits in lower case, of any script; what is ASCII alone may be written in capitals. */
function isInternationalHostName(text: string): boolean {
  const labels = text.replace(/[.\u3002\uff0e\uff61]$/, '').split(/[.\u3002\uff0e\uff61]/);
  return (
    text.length <= 253 &&
    labels.every(
      (label) =>
        label.length <= 63 &&
        (/^[a-z0-9-]+$/i.test(label) || /^[\p{Ll}\p{Lo}\p{Lm}\p{Nd}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Nd}-]*$/u.test(label)) &&
        !/^-|-$/.test(label) &&
        (!/^..--/u.test(label) || /^xn--/i.test(label)),
    )
  );
}

const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', isDate],
  ['date-time', isDateTime],
  ['time', (text: string) => TIME.test(text)],
  ['email', isEmail],
  ['idn-email', isEmail],
  ['idn-hostname', isInternationalHostName],
  ['ipv4', (text: string) => IPV4.test(text)],
  ['ipv6', isIpv6],
  ['json-pointer', (text: string) => /^(?:\/(?:[^~/]|~[01])*)*$/.test(text)],
  ['relative-json-pointer', (text: string) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/.test(text)],
  ['regex', (text: string) => tryCompile(text) !== undefined],
  ['uuid', (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)],
]);

/** Whether a value has the format; anything but text, and any unknown format, passes. */
export function hasFormat(value: unknown, format: unknown): boolean {
  if (typeof value !== 'string' || typeof format !== 'string') return true;
  return FORMATS.get(format)?.(value) ?? true;
}
