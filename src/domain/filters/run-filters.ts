// The filters of several kinds that one list request may carry; they narrow the list together.
import { z } from 'zod';
import { workPoolFilterSchema, workQueueFilterSchema } from '../work-pools/work-pool-filter.js';
import { deploymentFilterSchema } from './deployment-filter.js';
import { flowFilterSchema } from './flow-filter.js';
import { flowRunFilterSchema } from './flow-run-filter.js';
import { taskRunFilterSchema } from './task-run-filter.js';

export const runFiltersSchema = z.object({
  flows: flowFilterSchema.nullish(),
  flow_runs: flowRunFilterSchema.nullish(),
  task_runs: taskRunFilterSchema.nullish(),
  deployments: deploymentFilterSchema.nullish(),
  work_pools: workPoolFilterSchema.nullish(),
  work_pool_queues: workQueueFilterSchema.nullish(),
});
export type RunFilters = z.infer<typeof runFiltersSchema>;
