// A secret on its way through a flow: not the value but the place it is kept in. Flow code gets references only, so that
// no value ever stands in Temporal's history; the worker puts the values in their places right before a task runs.
import { z } from 'zod';
import type { BlockAddress } from './blocks/block-documents.js';

export const secretReferenceSchema = z.strictObject({
  sluice_secret: z.strictObject({
    block_type_slug: z.string(),
    name: z.string(),
    /** Dotted path of the value in the block's data. */
    path: z.string(),
  }),
});
export type SecretReference = z.output<typeof secretReferenceSchema>;

/** The reference to a value of a block. */
export function secretReference({ block_type_slug, name }: BlockAddress, path: string): SecretReference {
  return { sluice_secret: { block_type_slug, name, path } };
}

/** All references in a JSON value, at any depth. */
export function findSecretReferences(value: unknown): SecretReference[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isReference(value)) return [value];
  return Object.values(value).flatMap(findSecretReferences);
}

/** The value with each reference replaced; parts without references are the same objects as before. */
export function replaceSecretReferences(value: unknown, replace: (reference: SecretReference) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) return replace(value);
  if (findSecretReferences(value).length === 0) return value;
  if (Array.isArray(value)) return value.map((entry) => replaceSecretReferences(entry, replace));
  const entries = Object.entries(value).map(([key, entry]) => [key, replaceSecretReferences(entry, replace)]);
  return Object.fromEntries(entries);
}

/** By hand and not by the schema: flow code shares this module frozen, and zod adds to its schemas when they are used. */
function isReference(value: object): value is SecretReference {
  if (!('sluice_secret' in value) || Object.keys(value).length !== 1) return false;
  const inner = value.sluice_secret;
  if (typeof inner !== 'object' || inner === null) return false;
  const { block_type_slug, name, path } = inner as Record<string, unknown>;
  return [block_type_slug, name, path].every((part) => typeof part === 'string');
}
