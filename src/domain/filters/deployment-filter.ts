// The filter and the sort orders of deployments.
import { z } from 'zod';
import { idFilterSchema, nameFilterSchema, operatorSchema, tagsFilterSchema } from './filter-parts.js';

export const deploymentFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: idFilterSchema.nullish(),
  name: nameFilterSchema.nullish(),
  flow_or_deployment_name: z.strictObject({ like_: z.string().nullish() }).nullish(),
  paused: z.strictObject({ eq_: z.boolean().nullish() }).nullish(),
  tags: tagsFilterSchema.nullish(),
  work_queue_name: z.strictObject({ any_: z.array(z.string()).nullish() }).nullish(),
  concurrency_limit: z.unknown().optional(),
});
export type DeploymentFilter = z.infer<typeof deploymentFilterSchema>;

export const deploymentSortSchema = z.enum(['CREATED_DESC', 'UPDATED_DESC', 'NAME_ASC', 'NAME_DESC']);
export type DeploymentSort = z.infer<typeof deploymentSortSchema>;
