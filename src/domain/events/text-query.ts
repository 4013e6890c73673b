// The little search language over events: words and quoted phrases, any of which is enough; `-x` or `!x` must not be
// there, `+x` must. Apart because SQL and memory read a query once, here, in the same way.

export interface TextQuery {
  /** Any of these; none: says nothing. */
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  readonly required: readonly string[];
}

const PREFIXES = { '-': 'excluded', '!': 'excluded', '+': 'required' } as const;

/** Reads a query; every term in lower case. A prefix without a term is passed over, an open quote ends with the text. */
export function parseTextQuery(query: string): TextQuery {
  const terms = { included: [] as string[], excluded: [] as string[], required: [] as string[] };
  let position = 0;
  while (position < query.length) {
    if (/\s/.test(query[position] as string)) {
      position += 1;
      continue;
    }
    const prefix = query[position] as keyof typeof PREFIXES;
    const list = Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : 'included';
    if (list !== 'included') position += 1;
    const [term, end] = query[position] === '"' ? readPhrase(query, position + 1) : readWord(query, position);
    if (term !== '') terms[list].push(term.toLowerCase());
    position = end;
  }
  return terms;
}

function readWord(query: string, start: number): [string, number] {
  let end = start;
  while (end < query.length && !/\s/.test(query[end] as string)) end += 1;
  return [query.slice(start, end), end];
}

function readPhrase(query: string, start: number): [string, number] {
  let phrase = '';
  for (let position = start; position < query.length; position += 1) {
    const character = query[position] as string;
    if (character === '"') return [phrase, position + 1];
    if (character === '\\' && query[position + 1] === '"') position += 1;
    phrase += query[position] as string;
  }
  return [phrase, query.length];
}
