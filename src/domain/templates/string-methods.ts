// The allow-list of str methods: all of Python's that only read, under Python's names and parameters.
import type { Method, MethodTable } from './bound-methods.js';
import { spendText } from './budget.js';
import { capitalize, caseFold, strip, swapCase, TEXT_QUESTIONS, titleCase } from './character-classes.js';
import { Tuple } from './collections.js';
import { checkWidth } from './format-number.js';
import { characterCount, charactersOf, iterate, typeNameOf } from './protocols.js';
import { isPrintable } from './repr-text.js';
import { limitError, typeError, valueError } from './template-error.js';
import { partition, replaceText, splitLines, splitText } from './text-split.js';
import { maketrans, translate } from './text-translate.js';
import { Bytes, isText, textOf } from './text-values.js';
import type { Value } from './values.js';

type Args = readonly (Value | undefined)[];

const text = (value: Value | undefined): string => {
  if (value === undefined || !isText(value)) throw typeError(`must be str, not ${typeNameOf(value ?? null)}`);
  return textOf(value);
};
const optionalText = (value: Value | undefined): string | undefined =>
  value === undefined || value === null ? undefined : text(value);

/** A Python index argument. @throws TypeError (as a template error) when it is no int */
export const integer = (value: Value | undefined, fallback: number): number => {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'bigint') throw typeError(`'${typeNameOf(value)}' object cannot be interpreted as an integer`);
  return Number(value);
};

const method = (parameters: readonly string[], run: (self: string, args: Args) => Value): Method<string> => ({
  parameters: ['/', ...parameters],
  run,
});
/** A method whose arguments may be given by name as well. */
const methodByName = (parameters: readonly string[], run: (self: string, args: Args) => Value): Method<string> => ({
  parameters,
  run,
});
const mapped = (change: (self: string) => string) => method([], (self) => change(self));
const stripped = (side: 'both' | 'left' | 'right') =>
  method(['chars?'], (self, [set]) => strip(self, optionalText(set), side));

const padded = (place: (missing: number, self: string) => [number, number]) =>
  method(['width', 'fillchar?'], (self, [width, fillGiven]) => {
    const fill = fillGiven === undefined ? ' ' : text(fillGiven);
    if (Array.from(fill).length !== 1) throw typeError('The fill character must be exactly one character long');
    const missing = checkWidth(integer(width, 0)) - characterCount(self);
    if (missing <= 0) return self;
    const [left, right] = place(missing, self);
    return fill.repeat(left) + self + fill.repeat(right);
  });

/** The part between two bounds; none when it would start behind its end or behind the text's. */
function searchedPart(
  self: string,
  start: Value | undefined,
  end: Value | undefined,
): { part: string | undefined; from: number } {
  const characters = charactersOf(self);
  const [from = 0, to = 0] = [start ?? 0n, end ?? BigInt(characters.length)].map((bound) => {
    const index = integer(bound, 0);
    return index < 0 ? Math.max(index + characters.length, 0) : index;
  });
  if (from > Math.min(to, characters.length)) return { part: undefined, from };
  return { part: characters.slice(from, to).join(''), from };
}

const searched = (last: boolean, missing: (() => never) | undefined) =>
  method(['sub', 'start?', 'end?'], (self, [needle, start, end]) => {
    const wanted = text(needle);
    const { part, from } = searchedPart(self, start, end);
    const found = part === undefined ? -1 : last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
    if (part !== undefined && found >= 0) return BigInt(from + characterCount(part.slice(0, found)));
    return missing ? missing() : -1n;
  });

const notFound = (): never => {
  throw valueError('substring not found');
};

const affix = (atStart: boolean) =>
  method(['affix', 'start?', 'end?'], (self, [wanted, start, end]) => {
    const { part } = searchedPart(self, start, end);
    const candidates = wanted instanceof Tuple ? wanted.items : [wanted];
    return candidates.some((candidate) => {
      const looked = text(candidate);
      return part !== undefined && (atStart ? part.startsWith(looked) : part.endsWith(looked));
    });
  });

const splitting = (fromRight: boolean) =>
  methodByName(['sep?', 'maxsplit?'], (self, [separator, limit]) =>
    splitText(self, optionalText(separator), integer(limit, -1), fromRight),
  );

const partitioned = (last: boolean) =>
  method(['sep'], (self, [separator]) => new Tuple(partition(self, text(separator), last)));

const utf8 = (self: string): Bytes => {
  spendText(self.length * 3);
  if (/\p{Cs}/u.test(self)) throw valueError("'utf-8' codec can't encode a lone surrogate");
  const encoded = encodeURIComponent(self).matchAll(/%(..)|([^])/g);
  return new Bytes(
    Array.from(encoded, ([, hex, plain = '']) => (hex === undefined ? plain.charCodeAt(0) : parseInt(hex, 16))),
  );
};

export const stringMethods: MethodTable<string> = new Map<string, Method<string>>([
  ['capitalize', mapped(capitalize)],
  ['casefold', mapped(caseFold)],
  [
    'center',
    padded((missing, self) => {
      // Python leans left or right by the parity of both lengths.
      const left = Math.floor(missing / 2) + (missing & (missing + characterCount(self)) & 1);
      return [left, missing - left];
    }),
  ],
  ['ljust', padded((missing) => [0, missing])],
  ['rjust', padded((missing) => [missing, 0])],
  [
    'zfill',
    method(['width'], (self, [width]) => {
      const [, sign = '', digits = ''] = /^([-+]?)([^]*)$/.exec(self) ?? [];
      return sign + digits.padStart(checkWidth(integer(width, 0)) - sign.length, '0');
    }),
  ],
  [
    'count',
    method(['sub', 'start?', 'end?'], (self, [needle, start, end]) => {
      const wanted = text(needle);
      const { part } = searchedPart(self, start, end);
      if (part === undefined) return 0n;
      return BigInt(wanted === '' ? characterCount(part) + 1 : part.split(wanted).length - 1);
    }),
  ],
  [
    'encode',
    methodByName(['encoding?', 'errors?'], (self, [encoding]) => {
      const name = (optionalText(encoding) ?? 'utf-8').toLowerCase().replace('_', '-');
      if (name === 'utf-8' || name === 'utf8' || (name === 'ascii' && /^[\x00-\x7f]*$/.test(self))) return utf8(self);
      throw valueError(`encoding '${name}' is not available to templates`);
    }),
  ],
  ['endswith', affix(false)],
  ['startswith', affix(true)],
  ['expandtabs', methodByName(['tabsize?'], (self, [size]) => expandTabs(self, checkWidth(integer(size, 8))))],
  ['find', searched(false, undefined)],
  ['rfind', searched(true, undefined)],
  ['index', searched(false, notFound)],
  ['rindex', searched(true, notFound)],
  ['isprintable', method([], (self) => Array.from(self).every(isPrintable))],
  [
    'join',
    method(['iterable'], (self, [parts = null]) => {
      const texts: string[] = [];
      for (const part of iterate(parts)) {
        if (!isText(part))
          throw typeError(`sequence item ${texts.length}: expected str instance, ${typeNameOf(part)} found`);
        spendText(textOf(part).length + self.length);
        texts.push(textOf(part));
      }
      return texts.join(self);
    }),
  ],
  ['lower', mapped((self) => self.toLowerCase())],
  ['upper', mapped((self) => self.toUpperCase())],
  ['title', mapped(titleCase)],
  ['swapcase', mapped(swapCase)],
  ['lstrip', stripped('left')],
  ['rstrip', stripped('right')],
  ['strip', stripped('both')],
  ['partition', partitioned(false)],
  ['rpartition', partitioned(true)],
  [
    'removeprefix',
    method(['prefix'], (self, [prefix]) => (self.startsWith(text(prefix)) ? self.slice(text(prefix).length) : self)),
  ],
  [
    'removesuffix',
    method(['suffix'], (self, [suffix]) => {
      const end = text(suffix);
      return end !== '' && self.endsWith(end) ? self.slice(0, -end.length) : self;
    }),
  ],
  [
    'replace',
    method(['old', 'new', 'count?'], (self, [from, to, limit]) =>
      replaceText(self, text(from), text(to), integer(limit, -1)),
    ),
  ],
  ['maketrans', maketrans],
  ['translate', translate],
  ['split', splitting(false)],
  ['rsplit', splitting(true)],
  ['splitlines', methodByName(['keepends?'], (self, [keep]) => splitLines(self, integer(keep, 0) !== 0))],
  ...Array.from(TEXT_QUESTIONS, ([name, ask]): [string, Method<string>] => [name, method([], (self) => ask(self))]),
]);

const MAX_EXPANDED = 256 * 1024;

function expandTabs(self: string, size: number): string {
  let column = 0;
  let length = 0;
  const parts = Array.from(self, (character) => {
    const width = character === '\t' ? (size > 0 ? size - (column % size) : 0) : 1;
    length += width;
    if (length > MAX_EXPANDED) throw limitError(`Tabs may expand to ${MAX_EXPANDED} characters at most.`);
    column = character === '\n' || character === '\r' ? 0 : column + width;
    return character === '\t' ? ' '.repeat(width) : character;
  });
  return parts.join('');
}
