// The names every template has without being given them: `range`, `dict`, `namespace`, `cycler`, `joiner`, `lipsum`.
// `range` is capped, the rest make small values of ours.
import { readArguments } from './arguments.js';
import { RangeValue } from './collections.js';
import { Dict } from './dict.js';
import { Namespace } from './namespace.js';
import { iterate, listOf, truthy, typeNameOf } from './protocols.js';
import { integer } from './string-methods.js';
import { overflowError, runtimeError, typeError, valueError } from './template-error.js';
import { escapeHtml, SafeString } from './text-values.js';
import { Callable, identityHash, Undefined, ValueObject, type Arguments, type Value } from './values.js';

/** Items a `range` may have. */
export const MAX_RANGE = 100;

function range({ positional, named }: Arguments): Value {
  if (named.size > 0) throw typeError('range() takes no keyword arguments');
  const bounds = positional.map((bound) => {
    if (typeof bound === 'boolean') return BigInt(bound);
    if (bound instanceof Undefined) throw typeError("'Undefined' object cannot be interpreted as an integer");
    if (typeof bound !== 'bigint') throw typeError(`'${typeNameOf(bound)}' object cannot be interpreted as an integer`);
    return bound;
  });
  const [first, second, step = 1n] = bounds;
  if (first === undefined || bounds.length > 3)
    throw typeError(`range expected 1 to 3 arguments, got ${bounds.length}`);
  if (step === 0n) throw valueError('range() arg 3 must not be zero');
  const value = second === undefined ? new RangeValue(0n, first, step) : new RangeValue(first, second, step);
  if (value.length > MAX_RANGE) {
    throw overflowError(`Range too big. Templates may walk ranges of ${MAX_RANGE} items at most.`);
  }
  return value;
}

function dict(args: Arguments): Dict {
  const [source] = readArguments('dict', ['source?', '**entries'], args);
  const made = new Dict();
  if (source instanceof Dict) for (const [key, value] of source.entries()) made.set(key, value);
  else if (source !== undefined) {
    for (const pair of iterate(source)) {
      const [key, value, ...more] = listOf(pair);
      if (key === undefined || value === undefined || more.length > 0) {
        throw valueError('dictionary update sequence elements must be pairs');
      }
      made.set(key, value);
    }
  }
  for (const [key, value] of args.named) if (key !== 'source') made.set(key, value);
  return made;
}

/** Gives one item after another, starting over at the end. */
class Cycler extends ValueObject {
  readonly typeName = 'Cycler';
  #position = 0;

  constructor(private readonly items: readonly Value[]) {
    super();
  }

  repr(): string {
    return '<jinja2.utils.Cycler object>';
  }
  override hash(): string {
    return identityHash(this);
  }
  override attribute(name: string): Value | undefined {
    if (name === 'current') return this.items[this.#position] ?? null;
    if (name === 'next') return new Callable(name, () => this.#next());
    if (name === 'pos') return BigInt(this.#position);
    if (name !== 'reset') return undefined;
    return new Callable(name, () => {
      this.#position = 0;
      return null;
    });
  }
  #next(): Value {
    const item = this.items[this.#position] ?? null;
    this.#position = (this.#position + 1) % this.items.length;
    return item;
  }
}

function cycler({ positional }: Arguments): Cycler {
  if (positional.length === 0) throw runtimeError('at least one item has to be provided');
  return new Cycler(positional);
}

function joiner(args: Arguments): Callable {
  const [separator = ', '] = readArguments('joiner', ['sep?'], args);
  let used = false;
  return new Callable(
    'joiner',
    () => {
      if (used) return separator;
      used = true;
      return '';
    },
    new Map(),
    '<jinja2.utils.Joiner object>',
  );
}

const WORDS =
  'a ac ad adipiscing aliquam amet ante arcu at augue bibendum consectetur cras dapibus diam dolor donec duis eget elit enim erat est et felis fusce id in ipsum justo lectus leo ligula lorem magna massa mauris metus mi nec nibh non nulla nunc odio orci pede porta purus quam quis risus sapien sed sem sit sollicitudin tempor tortor turpis ullamcorper urna ut varius vel velit vitae vulputate'.split(
    ' ',
  );

function placeholderText(args: Arguments, random: () => number): Value {
  const [count, html = true, low, high] = readArguments('lipsum', ['n?', 'html?', 'min?', 'max?'], args);
  const [least, most] = [integer(low, 20), integer(high, 100)];
  if (!(least < most) || most > 1000) throw valueError('empty range for randrange()');
  const paragraphs = Array.from({ length: Math.max(0, Math.min(integer(count, 5), 50)) }, () => {
    const length = least + Math.floor(random() * (most - least));
    const words = Array.from({ length }, () => WORDS[Math.floor(random() * WORDS.length)] ?? 'lorem').join(' ');
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  });
  if (!truthy(html)) return paragraphs.join('\n\n');
  return new SafeString(paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n'));
}

/** The globals by name. `random` feeds `lipsum`. */
export const globalValues = (random: () => number): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ['range', new Callable('range', range)],
    ['dict', new Callable('dict', dict)],
    ['cycler', new Callable('cycler', cycler)],
    ['joiner', new Callable('joiner', joiner)],
    ['lipsum', new Callable('lipsum', (args) => placeholderText(args, random))],
    ['namespace', new Callable('namespace', (args) => new Namespace(dict(args)))],
  ]);
