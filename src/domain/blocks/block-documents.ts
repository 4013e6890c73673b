// Blocks on the wire: a type names a kind of block, a schema says what its data holds and which of it is secret, a
// document is one block with its data. Names and shapes as the reference's clients send and read them.
import { z } from 'zod';

const labelSchema = z.string().regex(/^[^/%&><]+$/, 'must not contain / % & > or <');
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);
/** The reference's clients read these as addresses, and stop at anything else. */
const addressSchema = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
const optionalAddress = addressSchema.nullish().transform((url) => url ?? null);

export const blockTypeCreateSchema = z.strictObject({
  name: labelSchema,
  slug: z.string().regex(/^[a-z0-9-]+$/, 'must hold only lowercase letters, digits and dashes'),
  logo_url: optionalAddress,
  documentation_url: optionalAddress,
  description: optionalText,
  code_example: optionalText,
});
export type BlockTypeCreate = z.output<typeof blockTypeCreateSchema>;

export const blockTypeUpdateSchema = z.strictObject({
  logo_url: addressSchema.nullish(),
  documentation_url: addressSchema.nullish(),
  description: z.string().nullish(),
  code_example: z.string().nullish(),
});
export type BlockTypeUpdate = z.output<typeof blockTypeUpdateSchema>;

export const blockTypeSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  slug: z.string(),
  logo_url: z.string().nullable(),
  documentation_url: z.string().nullable(),
  description: z.string().nullable(),
  code_example: z.string().nullable(),
  /** Made by the product: it cannot be changed or deleted. */
  is_protected: z.boolean(),
});
export type BlockType = z.output<typeof blockTypeSchema>;

/**
 * JSON Schema of the data, with `secret_fields` beside it: dotted paths into the data, where `*` stands for every entry.
 */
export const blockFieldsSchema = z.record(z.string(), z.unknown());
export type BlockFields = z.output<typeof blockFieldsSchema>;

export const blockSchemaCreateSchema = z.strictObject({
  fields: blockFieldsSchema.default({}),
  block_type_id: z.guid(),
  capabilities: z.array(z.string()).default([]),
  version: z.string().default('non-versioned'),
});
export type BlockSchemaCreate = z.output<typeof blockSchemaCreateSchema>;

export const blockSchemaSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  /** `sha256:` and the digest of the fields. */
  checksum: z.string(),
  fields: blockFieldsSchema,
  block_type_id: z.string(),
  block_type: blockTypeSchema,
  capabilities: z.array(z.string()),
  version: z.string(),
});
export type BlockSchema = z.output<typeof blockSchemaSchema>;

export const blockDocumentCreateSchema = z.strictObject({
  name: labelSchema.nullish(),
  /** A field may stand for another block: `{"$ref": {"block_document_id": "…"}}`. */
  data: z.record(z.string(), z.unknown()).default({}),
  block_schema_id: z.guid(),
  block_type_id: z.guid(),
  is_anonymous: z.boolean().default(false),
});
export type BlockDocumentCreate = z.output<typeof blockDocumentCreateSchema>;

export const blockDocumentUpdateSchema = z.strictObject({
  block_schema_id: z.guid().nullish(),
  data: z.record(z.string(), z.unknown()).default({}),
  /** Whether fields that are not given keep their value. @default true */
  merge_existing_data: z.boolean().default(true),
});
export type BlockDocumentUpdate = z.output<typeof blockDocumentUpdateSchema>;

/** The blocks inside a block, by the field that stands for each. */
export interface NestedBlocks {
  readonly [field: string]: {
    readonly block_document: {
      readonly id: string;
      readonly name: string;
      readonly block_type: BlockType;
      readonly is_anonymous: boolean;
      readonly block_document_references: NestedBlocks;
    };
  };
}

export const blockDocumentSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  data: z.record(z.string(), z.unknown()),
  block_schema_id: z.string(),
  block_schema: blockSchemaSchema,
  block_type_id: z.string(),
  block_type_name: z.string(),
  block_type: blockTypeSchema,
  block_document_references: z.record(z.string(), z.record(z.string(), z.unknown())),
  is_anonymous: z.boolean(),
});
export type BlockDocument = z.output<typeof blockDocumentSchema>;

/** A block by the slug of its type and its own name. */
export const blockAddressSchema = z.object({ block_type_slug: z.string(), name: z.string() });
export type BlockAddress = z.output<typeof blockAddressSchema>;

/** A block as a task gets it: its data in clear, and the dotted paths of what is secret in it. */
export const loadedBlockSchema = z.object({
  data: z.record(z.string(), z.unknown()),
  secret_fields: z.array(z.string()),
});
export type LoadedBlock = z.output<typeof loadedBlockSchema>;

export const saveBlockSchema = blockAddressSchema.extend({
  name: labelSchema,
  data: z.record(z.string(), z.unknown()),
  overwrite: z.boolean(),
});
export type SaveBlock = z.output<typeof saveBlockSchema>;
