// The filter and the sort orders of variables.
import { z } from 'zod';
import { nameFilterSchema, operatorSchema, tagsFilterSchema } from './filter-parts.js';

export const variableFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: z.strictObject({ any_: z.array(z.guid()).nullish() }).nullish(),
  name: nameFilterSchema.nullish(),
  tags: tagsFilterSchema.omit({ any_: true }).nullish(),
});
export type VariableFilter = z.output<typeof variableFilterSchema>;

export const variableSortSchema = z.enum(['NAME_ASC', 'NAME_DESC', 'CREATED_DESC', 'UPDATED_DESC']);
export type VariableSort = z.output<typeof variableSortSchema>;
