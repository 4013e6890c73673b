// Filters that make HTML and addresses: `urlencode`, `urlize`, `xmlattr`.
import { spendText } from './budget.js';
import { Dict } from './dict.js';
import { filter, filterArgumentError, type FilterTable } from './filter.js';
import { integer } from './string-methods.js';
import { escaped } from './text-filters.js';
import {
  characterCount,
  charactersOf,
  iterate,
  iterateOrUndefined,
  listOf,
  repr,
  str,
  truthy,
  typeNameOf,
} from './protocols.js';
import { typeError, valueError } from './template-error.js';
import { escapeHtml, isText, SafeString, textOf } from './text-values.js';
import { Undefined, type Value } from './values.js';

const quote = (text: string, forQuery: boolean): string => {
  spendText(text.length * 3);
  const encoded = encodeURIComponent(
    text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?'),
  ).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return forQuery ? encoded.replaceAll('%20', '+') : encoded.replaceAll('%2F', '/');
};

function urlEncode(value: Value): Value {
  if (isText(value) || iterateOrUndefined(value) === undefined) return quote(str(value), false);
  const pairs = value instanceof Dict ? Array.from(value.entries()) : Array.from(iterate(value), pairOf);
  return pairs.map(([key, item]) => `${quote(str(key), true)}=${quote(str(item), true)}`).join('&');
}

const pairOf = (value: Value): [Value, Value] => {
  const [key, item, ...more] = listOf(value);
  if (key === undefined || item === undefined || more.length > 0)
    throw valueError('urlencode needs pairs of key and value');
  return [key, item];
};

function xmlAttributes(value: Value, autospace: boolean): string {
  if (!(value instanceof Dict)) throw typeError(`'${typeNameOf(value)}' object has no attribute 'items'`);
  const parts: string[] = [];
  for (const [key, item] of value.entries()) {
    if (item === null || item instanceof Undefined) continue;
    if (!isText(key)) throw typeError(`expected string or bytes-like object, got '${typeNameOf(key)}'`);
    const name = textOf(key);
    if (/[\s/>=]/.test(name)) throw valueError(`Invalid character in attribute name: ${repr(key)}`);
    parts.push(`${escaped(key).text}="${escaped(item).text}"`);
  }
  const text = parts.join(' ');
  return autospace && text !== '' ? ` ${text}` : text;
}

interface LinkOptions {
  /** Looked at only where there is something to cut. */
  readonly limit: () => number | undefined;
  readonly attributes: string;
  readonly schemes: readonly string[];
}

const WEB =
  /^(?:https?:\/\/|www\.)(?:[\w%-]+\.)+[a-z]{2,63}(?::\d{1,5})?(?:[/?#]\S*)?$|^[\w%-]+(?:\.[\w%-]+)*\.(?:com|net|int|edu|gov|org|info|mil)(?::\d{1,5})?(?:[/?#]\S*)?$|^https?:\/\/(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:[/?#]\S*)?$/iu;
const EMAIL = /^\S+@\w[\w.-]*\.\w+$/u;

function urlize(value: Value, options: LinkOptions): string {
  const text = str(value);
  spendText(text.length * 4);
  return escaped(value)
    .text.split(/(\s+)/u)
    .map((word) => linkWord(word, options))
    .join('');
}

const CLOSING = [')', '>', '.', ',', '\n', '&gt;'];

/** Where the closing marks at the end of a word begin. */
function closingStart(word: string): number {
  let end = word.length;
  for (;;) {
    const mark = CLOSING.find((candidate) => word.endsWith(candidate, end));
    if (mark === undefined) return end;
    end -= mark.length;
  }
}

const occurrences = (text: string, mark: string): number => text.split(mark).length - 1;

/** How much of the closing marks belongs to a bracket that opened inside the word. */
function closedInside(middle: string, tail: string): number {
  let taken = 0;
  for (const [open, close] of [
    ['(', ')'],
    ['<', '>'],
    ['&lt;', '&gt;'],
  ] as const) {
    let missing = occurrences(middle, open) - occurrences(middle + tail.slice(0, taken), close);
    for (let at = tail.indexOf(close, taken); missing > 0 && at >= 0; at = tail.indexOf(close, taken)) {
      taken = at + close.length;
      missing -= 1;
    }
  }
  return taken;
}

const shortened = (text: string, limit: number | undefined): string =>
  limit !== undefined && characterCount(text) > limit ? `${charactersOf(text).slice(0, limit).join('')}...` : text;

function linkWord(word: string, { limit, attributes, schemes }: LinkOptions): string {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  const rest = word.slice(head.length);
  const marks = closingStart(rest);
  const end = marks + closedInside(rest.slice(0, marks), rest.slice(marks));
  const middle = rest.slice(0, end);
  const tail = rest.slice(end);
  if (WEB.test(middle)) {
    const address = /^https?:\/\//.test(middle) ? middle : `https://${middle}`;
    return `${head}<a href="${address}"${attributes}>${shortened(middle, limit())}</a>${tail}`;
  }
  if (middle.startsWith('mailto:') && EMAIL.test(middle.slice(7))) {
    return `${head}<a href="${middle}">${middle.slice(7)}</a>${tail}`;
  }
  if (middle.includes('@') && !middle.startsWith('www.') && !/^@|:/.test(middle) && EMAIL.test(middle)) {
    return `${head}<a href="mailto:${middle}">${middle}</a>${tail}`;
  }
  const scheme = schemes.find((candidate) => middle !== candidate && middle.startsWith(candidate));
  return scheme === undefined ? word : `${head}<a href="${middle}"${attributes}>${middle}</a>${tail}`;
}

function linkAttributes(nofollow: Value, target: Value, rel: Value): string {
  const words = new Set(isText(rel) ? textOf(rel).split(/\s+/).filter(Boolean) : []);
  if (truthy(nofollow)) words.add('nofollow');
  words.add('noopener');
  const relText = ` rel="${escapeHtml(Array.from(words).sort().join(' '))}"`;
  return relText + (target === null ? '' : ` target="${escapeHtml(str(target))}"`);
}

export const markupFilters: FilterTable = new Map([
  ['urlencode', filter([], urlEncode)],
  [
    'xmlattr',
    filter(['autospace?'], (value, [autospace = true], { autoescape }) => {
      const text = xmlAttributes(value, truthy(autospace));
      return autoescape ? new SafeString(text) : text;
    }),
  ],
  [
    'urlize',
    filter(['trim_url_limit?', 'nofollow?', 'target?', 'rel?', 'extra_schemes?'], (value, args, { autoescape }) => {
      const [limit = null, nofollow = false, target = null, rel = null, schemes = null] = args;
      const names = schemes === null ? [] : listOf(schemes).map(str);
      const bad = names.find((name) => !/^[\w.+-]{2,}:\/{0,2}$/.test(name));
      if (bad !== undefined) throw filterArgumentError(`${repr(bad)} is not a valid URI scheme prefix.`);
      const text = urlize(value, {
        limit: () => (limit === null ? undefined : integer(limit, 0)),
        attributes: linkAttributes(nofollow, target, rel),
        schemes: names,
      });
      return autoescape ? new SafeString(text) : text;
    }),
  ],
]);
