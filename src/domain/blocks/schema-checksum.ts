// The checksum that the reference's clients ask for a block schema by. They compute it themselves before they ask, so
// ours must come from the same text: Python's rendering of JSON with sorted keys.
import { sha256 } from '@noble/hashes/sha2.js';
import type { BlockFields } from './block-documents.js';

/** `sha256:` and the digest of the fields, without what is secret about them. */
export function blockSchemaChecksum(fields: BlockFields): string {
  const checked = withoutNestedBlocks(withoutKey(fields, 'secret_fields') as BlockFields);
  const digest = sha256(new TextEncoder().encode(`[[${pythonJson(checked)}], {}]`));
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function withoutKey(value: unknown, dropped: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutKey(entry, dropped));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== dropped);
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutKey(entry, dropped)]));
}

/** Definitions of nested blocks are left out: those have a checksum of their own. */
function withoutNestedBlocks(fields: BlockFields): BlockFields {
  const { definitions, ...rest } = fields;
  if (typeof definitions !== 'object' || definitions === null) return fields;
  const plain = Object.entries(definitions).filter(
    ([, entry]) => !(typeof entry === 'object' && entry !== null && 'block_schema_references' in entry),
  );
  return plain.length > 0 ? { ...rest, definitions: Object.fromEntries(plain) } : rest;
}

function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).sort();
    const record = value as Record<string, unknown>;
    return `{${keys.map((key) => `${pythonJson(key)}: ${pythonJson(record[key])}`).join(', ')}}`;
  }
  const text = JSON.stringify(value);
  return text.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
