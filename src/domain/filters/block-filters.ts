// The filters and sort orders of block types, schemas and documents.
import { z } from 'zod';
import { nameFilterSchema, operatorSchema } from './filter-parts.js';

const ids = z.array(z.guid()).nullish();
const texts = z.array(z.string()).nullish();

export const blockTypeFilterSchema = z.strictObject({
  name: z.strictObject({ like_: z.string().nullish() }).nullish(),
  slug: z.strictObject({ any_: texts }).nullish(),
});
export type BlockTypeFilter = z.output<typeof blockTypeFilterSchema>;

export const blockSchemaFilterSchema = z.strictObject({
  operator: operatorSchema,
  block_type_id: z.strictObject({ any_: ids }).nullish(),
  /** Schemas that have all of these capabilities. */
  block_capabilities: z.strictObject({ all_: texts }).nullish(),
  id: z.strictObject({ any_: ids }).nullish(),
  version: z.strictObject({ any_: texts }).nullish(),
});
export type BlockSchemaFilter = z.output<typeof blockSchemaFilterSchema>;

export const blockDocumentFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: z.strictObject({ any_: ids }).nullish(),
  /** @default only blocks with a name */
  is_anonymous: z.strictObject({ eq_: z.boolean().nullish() }).nullish(),
  block_type_id: z.strictObject({ any_: ids }).nullish(),
  name: nameFilterSchema.nullish(),
});
export type BlockDocumentFilter = z.output<typeof blockDocumentFilterSchema>;

export const blockDocumentSortSchema = z.enum(['NAME_ASC', 'NAME_DESC', 'BLOCK_TYPE_AND_NAME_ASC']);
export type BlockDocumentSort = z.output<typeof blockDocumentSortSchema>;

export interface BlockDocumentFilters {
  readonly block_documents?: BlockDocumentFilter | null;
  readonly block_types?: BlockTypeFilter | null;
  readonly block_schemas?: BlockSchemaFilter | null;
}
