// The filter and the sort orders of task runs.
import { z } from 'zod';
import { stateTypeSchema } from '../states.js';
import {
  linkFilterSchema,
  nameFilterSchema,
  operatorSchema,
  spanFilterSchema,
  tagsFilterSchema,
  timeFilterSchema,
} from './filter-parts.js';

export const taskRunFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: z.strictObject({ any_: z.array(z.uuid()).nullish() }).nullish(),
  name: nameFilterSchema.nullish(),
  tags: tagsFilterSchema.omit({ any_: true }).nullish(),
  state: z
    .strictObject({
      operator: operatorSchema,
      type: z.strictObject({ any_: z.array(stateTypeSchema).nullish() }).nullish(),
      name: z.strictObject({ any_: z.array(z.string()).nullish() }).nullish(),
    })
    .nullish(),
  start_time: timeFilterSchema.nullish(),
  end_time: timeFilterSchema.nullish(),
  expected_start_time: spanFilterSchema.nullish(),
  /** Whether the task run stands for a subflow. */
  subflow_runs: z.strictObject({ exists_: z.boolean().nullish() }).nullish(),
  flow_run_id: linkFilterSchema.nullish(),
});
export type TaskRunFilter = z.infer<typeof taskRunFilterSchema>;

export const taskRunSortSchema = z.enum([
  'ID_DESC',
  'EXPECTED_START_TIME_ASC',
  'EXPECTED_START_TIME_DESC',
  'NAME_ASC',
  'NAME_DESC',
  'NEXT_SCHEDULED_START_TIME_ASC',
  'END_TIME_DESC',
]);
export type TaskRunSort = z.infer<typeof taskRunSortSchema>;
