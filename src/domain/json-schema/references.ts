// Finds what `$ref` points at: inside the schema itself, by JSON pointer, anchor or `$id`. Nothing is ever fetched.
import { describeValue } from './describe-value.js';
import { isObject } from './json-equality.js';
import { SchemaFailure } from './schema-error.js';

export class References {
  private index: ReadonlyMap<string, unknown> | undefined;

  constructor(private readonly root: unknown) {}

  /** @throws SchemaFailure `unresolvable` */
  resolve(reference: unknown): unknown {
    if (typeof reference !== 'string') throw unresolvable(describeValue(reference));
    const [address = '', fragment = ''] = splitAt(reference, '#');
    const resource = address === '' ? this.root : this.byId(address);
    if (resource === undefined) throw unresolvable(reference);
    if (fragment === '') return resource;
    if (fragment.startsWith('/')) return followPointer(resource, fragment);
    const anchored = this.indexed().get(`#${fragment}`);
    if (anchored === undefined) throw unresolvable(reference);
    return anchored;
  }

  private byId(address: string): unknown {
    const index = this.indexed();
    return index.get(address) ?? index.get(`/${address.replace(/^.*\//, '')}`);
  }

  private indexed(): ReadonlyMap<string, unknown> {
    this.index ??= indexOf(this.root);
    return this.index;
  }
}

const splitAt = (text: string, mark: string): [string, string] => {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

const unresolvable = (reference: string) =>
  new SchemaFailure('unresolvable', `Validation failed. Failure reason: Unresolvable: ${reference}`);

function followPointer(resource: unknown, pointer: string): unknown {
  let found: unknown = resource;
  for (const step of pointer.slice(1).split('/')) {
    const key = decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const next: unknown = Array.isArray(found)
      ? (found as unknown[])[/^\d+$/.test(key) ? Number(key) : -1]
      : isObject(found) && Object.hasOwn(found, key)
        ? found[key]
        : undefined;
    if (next === undefined) {
      throw new SchemaFailure(
        'unresolvable',
        `Validation failed. Failure reason: PointerToNowhere: '${pointer}' does not exist within ${describeValue(resource)}`,
      );
    }
    found = next;
  }
  return found;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

// Subschemas by `$id`, by the last part of it (for relative references), and by anchor.
function indexOf(root: unknown): Map<string, unknown> {
  const index = new Map<string, unknown>();
  const waiting: unknown[] = [root];
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    if (Array.isArray(schema)) waiting.push(...(schema as unknown[]));
    if (!isObject(schema)) continue;
    const { $id: id, $anchor: anchor, $dynamicAnchor: dynamicAnchor } = schema;
    if (typeof id === 'string') {
      index.set(id.replace(/#$/, ''), schema);
      index.set(`/${id.replace(/#$/, '').replace(/^.*\//, '')}`, schema);
    }
    for (const name of [anchor, dynamicAnchor]) if (typeof name === 'string') index.set(`#${name}`, schema);
    waiting.push(...Object.values(schema).filter((item) => typeof item === 'object' && item !== null));
  }
  return index;
}
