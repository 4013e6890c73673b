// `'{0.name:>10}'.format(x)`: the newer of Python's two format languages. Fields may read attributes and items, through
// the same guarded lookups as the rest of a template.
import { spendText } from './budget.js';
import { formatWithSpecification } from './format-specification.js';
import { asciiOnly } from './percent-format.js';
import { repr, str } from './protocols.js';
import { lookupError, TemplateError, valueError } from './template-error.js';
import { escapeHtml, SafeString } from './text-values.js';
import { type Arguments, type Value } from './values.js';

/** Where a field finds its value: `{}` and `{0}` by position, `{name}` by name. */
export interface FormatSource {
  readonly positional: readonly Value[];
  readonly named: (name: string) => Value | undefined;
}

/** The guarded lookups of the rest of a template, for `{0.name}` and `{0[key]}`. */
export interface Access {
  readonly attribute: (value: Value, name: string) => Value;
  readonly item: (value: Value, key: Value) => Value;
}

export const sourceOf = (args: Arguments): FormatSource => ({
  positional: args.positional,
  named: (name) => args.named.get(name),
});

/** @throws a template error named as Python names it */
export function formatBraces(template: string, source: FormatSource, access: Access, safe = false): string {
  return new BraceFormatter(source, access, safe).format(template, 2);
}

class BraceFormatter {
  private nextIndex = 0;
  private numbering: 'automatic' | 'manual' | undefined;

  constructor(
    private readonly source: FormatSource,
    private readonly access: Access,
    private readonly safe: boolean,
  ) {}

  format(template: string, depth: number): string {
    if (depth < 0) throw valueError('Max string recursion exceeded');
    let text = '';
    for (let index = 0; index < template.length;) {
      const character = template.charAt(index);
      const doubled = template.charAt(index + 1) === character;
      if (character === '{' && !doubled) {
        const end = this.fieldEnd(template, index + 1);
        text += this.field(template.slice(index + 1, end), depth);
        index = end + 1;
      } else if (character === '}' && !doubled) {
        throw valueError("Single '}' encountered in format string");
      } else {
        text += character;
        index += character === '{' || character === '}' ? 2 : 1;
      }
      if (text.length > 1024) spendText(0);
    }
    spendText(text.length);
    return text;
  }

  private fieldEnd(template: string, start: number): number {
    let open = 1;
    for (let index = start; index < template.length; index += 1) {
      const character = template.charAt(index);
      if (character === '[') {
        index = template.indexOf(']', index);
        if (index < 0) break;
        continue;
      }
      if (character === '{') open += 1;
      else if (character === '}') open -= 1;
      if (open === 0) return index;
    }
    throw valueError(
      start === template.length ? "Single '{' encountered in format string" : "expected '}' before end of string",
    );
  }

  private field(field: string, depth: number): string {
    const [, path = '', conversion, specification = ''] =
      /^((?:\[[^\]]*\]|[^![:{}])*)(?:!([^:]*))?(?::([^]*))?$/.exec(field) ?? [];
    const value = this.value(path);
    const spec = specification.includes('{') ? this.format(specification, depth - 1) : specification;
    if (conversion !== undefined) {
      if (!/^[rsa]$/.test(conversion)) throw valueError(`Unknown conversion specifier ${conversion}`);
      const text = conversion === 's' ? str(value) : conversion === 'r' ? repr(value) : asciiOnly(repr(value));
      return this.escape(formatWithSpecification(text, spec), false);
    }
    return this.escape(formatWithSpecification(value, spec), value instanceof SafeString);
  }

  private escape(text: string, isSafe: boolean): string {
    return this.safe && !isSafe ? escapeHtml(text) : text;
  }

  private value(path: string): Value {
    const [, first = '', rest = ''] = /^([^.[]*)([^]*)$/.exec(path) ?? [];
    let value = this.root(first);
    for (const [step, attribute, item] of rest.matchAll(/\.([^.[]*)|\[([^\]]*)\]|[^]/g)) {
      if (attribute !== undefined) value = this.access.attribute(value, attribute);
      else if (item !== undefined) value = this.access.item(value, /^\d+$/.test(item) ? BigInt(item) : item);
      else throw valueError(`Only '.' or '[' may follow ']' in format field specifier, not '${step}'`);
    }
    return value;
  }

  private root(first: string): Value {
    if (first !== '' && !/^\d+$/.test(first)) {
      const named = this.source.named(first);
      if (named === undefined) throw new TemplateError('render', 'KeyError', repr(first));
      return named;
    }
    const mode = first === '' ? 'automatic' : 'manual';
    if (this.numbering !== undefined && this.numbering !== mode) {
      throw valueError('cannot switch between manual field specification and automatic field numbering');
    }
    this.numbering = mode;
    const index = first === '' ? this.nextIndex++ : Number(first);
    const value = this.source.positional[index];
    if (value === undefined) {
      throw lookupError(`Replacement index ${index} out of range for positional args tuple`);
    }
    return value;
  }
}
