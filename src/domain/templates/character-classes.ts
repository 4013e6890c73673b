// Python's questions about text (`isalpha`, `istitle`, …) and its notion of title case and whitespace, by Unicode class.

const every = (pattern: RegExp) => (text: string) => text !== '' && pattern.test(text);

const isCased = (character: string): boolean => /[\p{Lu}\p{Ll}\p{Lt}]/u.test(character);
const isUpperLike = (character: string): boolean => /[\p{Lu}\p{Lt}]/u.test(character);

function isTitle(text: string): boolean {
  let cased = false;
  let previousCased = false;
  for (const character of text) {
    if (isUpperLike(character)) {
      if (previousCased) return false;
      previousCased = true;
      cased = true;
    } else if (isCased(character)) {
      if (!previousCased) return false;
      cased = true;
    } else previousCased = false;
  }
  return cased;
}

/** The `is…()` methods of str that look at nothing but the characters. */
export const TEXT_QUESTIONS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['isalnum', every(/^[\p{L}\p{N}]+$/u)],
  ['isalpha', every(/^\p{L}+$/u)],
  ['isascii', (text: string) => /^[\x00-\x7f]*$/.test(text)],
  ['isdecimal', every(/^\p{Nd}+$/u)],
  ['isdigit', every(/^[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨]+$/u)],
  ['isidentifier', every(/^[\p{ID_Start}_][\p{ID_Continue}]*$/u)],
  ['islower', (text: string) => /\p{Ll}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text)],
  ['isnumeric', every(/^\p{N}+$/u)],
  ['isspace', every(/^\s+$/u)],
  ['istitle', isTitle],
  ['isupper', (text: string) => /\p{Lu}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text)],
]);

/** Python's `str.title()`: the first letter of each run of letters is raised, the others lowered. */
export function titleCase(text: string): string {
  let previousCased = false;
  let shown = '';
  for (const character of text) {
    shown += previousCased ? character.toLowerCase() : raise(character);
    previousCased = isCased(character);
  }
  return shown;
}

/** One character raised as at the start of a word. */
export const raise = (character: string): string => {
  if (/[\u10d0-\u10ff]/.test(character)) return character;
  const digraph = ['Ǆǅǆ', 'Ǉǈǉ', 'Ǌǋǌ', 'Ǳǲǳ'].find((forms) => character !== '' && forms.includes(character));
  if (digraph !== undefined) return digraph.charAt(1);
  const upper = character.toUpperCase();
  return upper.length > character.length ? upper.charAt(0) + upper.slice(1).toLowerCase() : upper;
};

/** Python's `str.capitalize()`. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return raise(first) + text.slice(first.length).toLowerCase();
}

/** Python's `str.casefold()`: lowered further, so that `ß` and `ss`, `ς` and `σ` are the same. */
export const caseFold = (text: string): string =>
  Array.from(text, (character) =>
    // The dotless i stays itself, and Cherokee folds to its capitals.
    character === 'ı' || /[\u13a0-\u13f5\uab70-\uabbf\u13f8-\u13fd]/.test(character)
      ? character === 'ı'
        ? character
        : character.toUpperCase()
      : character.toLowerCase().toUpperCase().toLowerCase(),
  ).join('');

/** Python's `str.swapcase()`. */
export const swapCase = (text: string): string =>
  Array.from(text, (character) => (isUpperLike(character) ? character.toLowerCase() : character.toUpperCase())).join(
    '',
  );

/** Removes the characters of `set` (whitespace when `undefined`) from the chosen ends. */
export function strip(text: string, set: string | undefined, side: 'both' | 'left' | 'right'): string {
  if (set === undefined) return side === 'left' ? text.trimStart() : side === 'right' ? text.trimEnd() : text.trim();
  const characters = Array.from(text);
  const removable = new Set(set);
  let start = 0;
  let end = characters.length;
  if (side !== 'right') while (start < end && removable.has(characters[start] ?? '')) start += 1;
  if (side !== 'left') while (end > start && removable.has(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}
