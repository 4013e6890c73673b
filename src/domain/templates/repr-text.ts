/** How Python writes a str in code: `'it'`, `"it's"`, `'\n'`. The base of printing lists and dicts in templates. */

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

// Not printable for Python: other, unassigned, private, surrogate, and separators but the plain space.
const NOT_PRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

export const isPrintable = (character: string): boolean => !NOT_PRINTABLE.test(character);

const escapeCodePoint = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
};

/** Python's `repr()` of a str: single quotes unless only the other kind avoids escapes. */
export function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = '';
  for (const character of text) {
    if (character === quote) shown += `\\${quote}`;
    else shown += SHORT_ESCAPES[character] ?? (isPrintable(character) ? character : escapeCodePoint(character));
  }
  return quote + shown + quote;
}
