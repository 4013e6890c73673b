// `translate` and `maketrans` of str: a text with each character replaced by what a table says. Apart from the other
// methods because the table is a dict by code point, which only these two know.
import type { Method } from './bound-methods.js';
import { spendText } from './budget.js';
import { Dict } from './dict.js';
import { typeNameOf } from './protocols.js';
import { typeError, valueError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import type { Value } from './values.js';

const codesOf = (text: string): bigint[] => Array.from(text, (character) => BigInt(character.codePointAt(0) ?? 0));

function charactersToCodes(value: Value, place: string): bigint[] {
  if (!isText(value)) throw typeError(`maketrans() argument ${place} must be str, not ${typeNameOf(value)}`);
  return codesOf(textOf(value));
}

function tableOfDict(from: Dict): Dict {
  const table = new Dict();
  for (const [key, value] of from.entries()) {
    const codes = isText(key) ? codesOf(textOf(key)) : [key];
    if (codes.length !== 1) throw valueError('string keys in translate table must be of length 1');
    table.set(codes[0] as Value, value);
  }
  return table;
}

/** `str.maketrans`: from a dict, or from two texts of equal length and perhaps a third of what is left out. */
export const maketrans: Method<string> = {
  parameters: ['x', 'y?', 'z?'],
  run: (_self, [from = null, to, dropped]) => {
    if (to === undefined) {
      if (from instanceof Dict) return tableOfDict(from);
      throw typeError('if you give only one argument to maketrans it must be a dict');
    }
    const keys = charactersToCodes(from, '1');
    const values = charactersToCodes(to, '2');
    if (keys.length !== values.length) throw valueError('the first two maketrans arguments must have equal length');
    const table = new Dict();
    for (const [index, key] of keys.entries()) table.set(key, values[index] as Value);
    for (const key of dropped === undefined ? [] : charactersToCodes(dropped, '3')) table.set(key, null);
    return table;
  },
};

/** `text.translate(table)`: an int is a character, None leaves it out, a text takes its place. */
export const translate: Method<string> = {
  parameters: ['table'],
  run: (self, [table]) => {
    if (!(table instanceof Dict)) throw typeError(`'${typeNameOf(table ?? null)}' object is not subscriptable`);
    const parts = Array.from(self, (character) => replacement(character, table));
    const text = parts.join('');
    spendText(text.length);
    return text;
  },
};

function replacement(character: string, table: Dict): string {
  const found = table.get(BigInt(character.codePointAt(0) ?? 0));
  if (found === undefined) return character;
  if (found === null) return '';
  if (isText(found)) return textOf(found);
  if (typeof found !== 'bigint') throw typeError('character mapping must return integer, None or str');
  if (found < 0n || found > 0x10ffffn) throw valueError('character mapping must be in range(0x110000)');
  return String.fromCodePoint(Number(found));
}
