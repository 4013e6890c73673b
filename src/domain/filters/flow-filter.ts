// The filter and the sort orders of flows.
import { z } from 'zod';
import { idFilterSchema, nameFilterSchema, operatorSchema, tagsFilterSchema } from './filter-parts.js';

export const flowFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: idFilterSchema.nullish(),
  name: nameFilterSchema.nullish(),
  tags: tagsFilterSchema.omit({ any_: true }).nullish(),
});
export type FlowFilter = z.infer<typeof flowFilterSchema>;

export const flowSortSchema = z.enum(['NAME_ASC', 'NAME_DESC', 'CREATED_DESC', 'UPDATED_DESC']);
export type FlowSort = z.infer<typeof flowSortSchema>;
