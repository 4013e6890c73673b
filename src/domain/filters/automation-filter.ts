// The filter and the sort orders of automations.
import { z } from 'zod';
import {
  idFilterSchema,
  nameFilterSchema,
  operatorSchema,
  spanFilterSchema,
  tagsFilterSchema,
} from './filter-parts.js';

export const automationFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: idFilterSchema.nullish(),
  name: nameFilterSchema.nullish(),
  created: spanFilterSchema.nullish(),
  tags: tagsFilterSchema.nullish(),
});
export type AutomationFilter = z.infer<typeof automationFilterSchema>;

export const automationSortSchema = z.enum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC']);
export type AutomationSort = z.infer<typeof automationSortSchema>;
