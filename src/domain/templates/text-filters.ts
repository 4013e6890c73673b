// Filters that change text.

import { EnumMember } from './plain-objects.js';
import { spendText } from './budget.js';
import { capitalize, strip } from './character-classes.js';
import { lookUpAttribute } from './attributes.js';
import { Tuple } from './collections.js';
import { Dict } from './dict.js';
import { filter, filterArgumentError, type Filter, type FilterTable } from './filter.js';
import { formatPercent } from './percent-format.js';
import { characterCount, charactersOf, lengthOf, str, truthy, typeNameOf } from './protocols.js';
import { integer } from './string-methods.js';
import { splitLines, splitText } from './text-split.js';
import { runtimeAssertion, typeError } from './template-error.js';
import { escapeHtml, isText, likeText, SafeString, textOf } from './text-values.js';
import { wrapLines } from './text-wrap.js';
import type { Callable } from './values.js';
import { type Value } from './values.js';

/** Text as it is, anything else as `str()`; a safe string stays safe. */
// A member of an enumeration is text of its own, though it prints with the enumeration's name.
const softText = (value: Value): string | SafeString =>
  value instanceof EnumMember ? value.value : isText(value) ? value : str(value);

const changed = (change: (text: string) => string): Filter =>
  filter([], (value) => {
    const text = softText(value);
    return likeText(text, change(textOf(text)));
  });

export const escaped = (value: Value): SafeString =>
  value instanceof SafeString ? value : new SafeString(escapeHtml(str(value)));

const escapeFilter = filter([], escaped);

// Jinja's own title case: words begin after a space, a dash or an opening bracket, so "fox's" stays whole.
const titleWords = (text: string): string =>
  text
    .split(/([-\s({[<]+)/)
    .map((word) => capitalizeFirst(word))
    .join('');

const capitalizeFirst = (word: string): string => {
  const [first = ''] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
};

function requireText(value: Value, method: string): string | SafeString {
  if (isText(value)) return value;
  throw typeError(`'${typeNameOf(value)}' object has no attribute '${method}'`);
}

function stripSet(chars: Value | undefined): string | undefined {
  if (chars === undefined || chars === null) return undefined;
  if (!isText(chars)) throw typeError('strip arg must be None or str');
  return textOf(chars);
}

function truncate(value: Value, args: readonly (Value | undefined)[]): Value {
  const [lengthGiven, killWords = false, end = '...', leewayGiven] = args;
  const length = integer(lengthGiven, 255);
  const leeway = integer(leewayGiven ?? undefined, 5);
  const endText = str(end);
  if (length < characterCount(endText))
    throw runtimeAssertion(`expected length >= ${characterCount(endText)}, got ${length}`);
  if (leeway < 0) throw runtimeAssertion(`expected leeway >= 0, got ${leeway}`);
  if (lengthOf(value) <= length + leeway) return value;
  const text = requireText(value, 'rsplit');
  const head = charactersOf(textOf(text))
    .slice(0, length - characterCount(endText))
    .join('');
  const kept = truthy(killWords) ? head : (splitText(head, ' ', 1, true)[0] ?? '');
  return likeText(text, kept + endText);
}

function indent(value: Value, [width = 4n, first = false, blank = false]: readonly (Value | undefined)[]): Value {
  const text = requireText(value, 'splitlines');
  const indention = isText(width) ? textOf(width) : ' '.repeat(Math.max(0, Math.min(integer(width, 4), 10_000)));
  const lines = splitLines(`${textOf(text)}\n`);
  spendText(textOf(text).length + lines.length * indention.length);
  const shown = lines.map((line, index) => (index > 0 && (truthy(blank) || line !== '') ? indention + line : line));
  return likeText(text, (truthy(first) ? indention : '') + shown.join('\n'));
}

function formatFilter(value: Value, _args: readonly (Value | undefined)[], raw: Parameters<Filter['run']>[3]): Value {
  if (raw.positional.length > 0 && raw.named.size > 0) {
    throw filterArgumentError("can't handle positional and keyword arguments at the same time");
  }
  const values = raw.named.size > 0 ? Dict.of(raw.named) : new Tuple([...raw.positional]);
  return formatPercent(softText(value), values);
}

function replaceFilter(
  value: Value,
  [from = '', to = '', count]: readonly (Value | undefined)[],
  autoescape: boolean,
): Value {
  const safe =
    autoescape && (from instanceof SafeString || (to instanceof SafeString && !(value instanceof SafeString)));
  const text = autoescape ? (safe ? escaped(value) : softText(value)) : str(value);
  const method = lookUpAttribute(text, 'replace') as Callable;
  const limit = count === undefined || count === null ? -1n : count;
  return method.invoke({
    positional: [autoescape ? softText(from) : str(from), autoescape ? softText(to) : str(to), limit],
    named: new Map(),
  });
}

function stripTags(value: Value): Value {
  const text = withoutParts(withoutParts(str(value), '<!--', '-->'), '<', '>');
  return unescapeHtml(text.split(/\s+/).filter(Boolean).join(' '));
}

/** Text without what stands between `start` and the next `end`; in one pass, whatever the text. */
function withoutParts(text: string, start: string, end: string): string {
  let shown = '';
  let position = 0;
  for (;;) {
    const from = text.indexOf(start, position);
    const to = from < 0 ? -1 : text.indexOf(end, from);
    if (to < 0) return shown + text.slice(position);
    shown += text.slice(position, from);
    position = to + end.length;
  }
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

const unescapeHtml = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(NAMED_ENTITIES, name) ? (NAMED_ENTITIES[name] ?? whole) : whole;
      const code = decimal !== undefined ? Number(decimal) : parseInt(hex ?? '', 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );

export const textFilters: FilterTable = new Map([
  ['capitalize', changed(capitalize)],
  ['lower', changed((text) => text.toLowerCase())],
  ['upper', changed((text) => text.toUpperCase())],
  ['title', filter([], (value) => titleWords(textOf(softText(value))))],
  [
    'trim',
    filter(['chars?'], (value, [chars]) => {
      const text = softText(value);
      return likeText(text, strip(textOf(text), stripSet(chars), 'both'));
    }),
  ],
  [
    'center',
    filter(['width?'], (value, [width = 80n]) => {
      const method = lookUpAttribute(softText(value), 'center') as Callable;
      return method.invoke({ positional: [width], named: new Map() });
    }),
  ],
  ['replace', filter(['old', 'new', 'count?'], (value, args, state) => replaceFilter(value, args, state.autoescape))],
  ['truncate', filter(['length?', 'killwords?', 'end?', 'leeway?'], truncate)],
  ['indent', filter(['width?', 'first?', 'blank?'], indent)],
  ['wordcount', filter([], (value) => BigInt((str(value).match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []).length))],
  [
    'wordwrap',
    filter(
      ['width?', 'break_long_words?', 'wrapstring?', 'break_on_hyphens?'],
      (value, [width, long = true, separator, hyphens = true]) => {
        const text = textOf(requireText(value, 'splitlines'));
        const options = { width: integer(width, 79), breakLongWords: truthy(long), breakOnHyphens: truthy(hyphens) };
        return wrapLines(text, options, separator === undefined || separator === null ? '\n' : str(separator));
      },
    ),
  ],
  ['escape', escapeFilter],
  ['e', escapeFilter],
  ['forceescape', filter([], (value) => new SafeString(escapeHtml(str(value))))],
  ['safe', filter([], (value) => (value instanceof SafeString ? value : new SafeString(str(value))))],
  ['string', filter([], softText)],
  ['striptags', filter([], stripTags)],
  ['format', filter(['*args', '**kwargs'], (value, args, _state, raw) => formatFilter(value, args, raw))],
]);
