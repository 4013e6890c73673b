// `tojson`: JSON text as Python writes it (spaces after `:` and `,`, keys sorted, everything outside ASCII escaped), with
// the characters that matter in HTML escaped too, so that it can stand in a page.
import { descend, spend, spendText } from './budget.js';
import { compare } from './comparison.js';
import { Dict } from './dict.js';
import { floatText } from './float-text.js';
import { filter, type FilterTable } from './filter.js';
import { integer } from './string-methods.js';
import { repr, str, typeNameOf } from './protocols.js';
import { typeError } from './template-error.js';
import { isText, SafeString, textOf } from './text-values.js';
import { ValueObject, type Value } from './values.js';

/** @throws TypeError (as a template error) for values that have no JSON form */
export function toJsonText(value: Value, indent: string | undefined): string {
  return write(value, indent, '\n');
}

const quoted = (text: string): string => {
  spendText(text.length);
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
};

function write(value: Value, indent: string | undefined, newline: string): string {
  spend();
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return jsonFloat(value);
  if (isText(value)) return quoted(textOf(value));
  if (Array.isArray(value))
    return descend(() =>
      enclose(
        '[',
        ']',
        value.map((item) => write(item, indent, newline + (indent ?? ''))),
        indent,
        newline,
      ),
    );
  const json = value.json();
  if (json === undefined) throw typeError(`Object of type ${typeNameOf(value)} is not JSON serializable`);
  if (json instanceof Dict) return descend(() => writeDict(json, indent, newline));
  return write(json, indent, newline);
}

function writeDict(dict: Dict, indent: string | undefined, newline: string): string {
  const entries = Array.from(dict.entries());
  entries.sort(([a], [b]) => compare(a, b));
  const parts = entries.map(
    ([key, item]) => `${quoted(jsonKey(key))}: ${write(item, indent, newline + (indent ?? ''))}`,
  );
  return enclose('{', '}', parts, indent, newline);
}

function enclose(
  open: string,
  close: string,
  parts: readonly string[],
  indent: string | undefined,
  newline: string,
): string {
  if (parts.length === 0) return open + close;
  spendText(parts.reduce((sum, part) => sum + part.length + 2, 0));
  if (indent === undefined) return open + parts.join(', ') + close;
  const inner = newline + indent;
  return open + inner + parts.join(`,${inner}`) + newline + close;
}

const jsonFloat = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? floatText(value) : value > 0 ? 'Infinity' : '-Infinity';
};

function jsonKey(key: Value): string {
  if (isText(key)) return textOf(key);
  if (key === null) return 'null';
  if (typeof key === 'boolean') return String(key);
  if (typeof key === 'number') return jsonFloat(key);
  if (typeof key === 'bigint') return repr(key);
  if (key instanceof ValueObject && typeof key.json() === 'string') return str(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeNameOf(key)}`);
}

const HTML_UNSAFE: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
};

export const jsonFilters: FilterTable = new Map([
  [
    'tojson',
    filter(['indent?'], (value, [indentGiven = null]) => {
      const width = isText(indentGiven)
        ? textOf(indentGiven)
        : indentGiven === null
          ? undefined
          : ' '.repeat(Math.max(0, Math.min(integer(indentGiven, 0), 100)));
      const text = toJsonText(value, width);
      return new SafeString(text.replace(/[<>&']/g, (mark) => HTML_UNSAFE[mark] ?? mark));
    }),
  ],
]);
