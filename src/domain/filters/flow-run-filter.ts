// The filter and the sort orders of flow runs.
import { z } from 'zod';
import { stateTypeSchema } from '../states.js';
import {
  idFilterSchema,
  linkFilterSchema,
  nameFilterSchema,
  operatorSchema,
  spanFilterSchema,
  tagsFilterSchema,
  textsFilterSchema,
  timeFilterSchema,
} from './filter-parts.js';

const stateTypes = z.array(stateTypeSchema).nullish();

export const flowRunFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: idFilterSchema.nullish(),
  name: nameFilterSchema.nullish(),
  tags: tagsFilterSchema.nullish(),
  deployment_id: linkFilterSchema.nullish(),
  work_queue_name: z
    .strictObject({
      operator: operatorSchema,
      any_: z.array(z.string()).nullish(),
      is_null_: z.boolean().nullish(),
    })
    .nullish(),
  state: z
    .strictObject({
      operator: operatorSchema,
      type: z.strictObject({ any_: stateTypes, not_any_: stateTypes }).nullish(),
      name: textsFilterSchema.nullish(),
    })
    .nullish(),
  flow_version: z.strictObject({ any_: z.array(z.string()).nullish() }).nullish(),
  start_time: timeFilterSchema.nullish(),
  end_time: timeFilterSchema.nullish(),
  expected_start_time: spanFilterSchema.nullish(),
  next_scheduled_start_time: spanFilterSchema.nullish(),
  parent_flow_run_id: z.strictObject({ operator: operatorSchema, any_: z.array(z.uuid()).nullish() }).nullish(),
  parent_task_run_id: linkFilterSchema.nullish(),
  idempotency_key: textsFilterSchema.nullish(),
  created_by: z
    .strictObject({
      operator: operatorSchema,
      id_: z.array(z.uuid()).nullish(),
      type_: z.array(z.string()).nullish(),
      is_null_: z.boolean().nullish(),
    })
    .nullish(),
});
export type FlowRunFilter = z.infer<typeof flowRunFilterSchema>;

export const flowRunSortSchema = z.enum([
  'ID_DESC',
  'START_TIME_ASC',
  'START_TIME_DESC',
  'EXPECTED_START_TIME_ASC',
  'EXPECTED_START_TIME_DESC',
  'NAME_ASC',
  'NAME_DESC',
  'NEXT_SCHEDULED_START_TIME_ASC',
  'END_TIME_DESC',
]);
export type FlowRunSort = z.infer<typeof flowRunSortSchema>;
