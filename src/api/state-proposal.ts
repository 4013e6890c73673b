// A proposed state as it comes over HTTP: the domain's document, with its instants checked, since a time nobody can read
// would only fail when somebody compares it.
import { flowRunCreateSchema } from '../domain/flow-runs.js';
import { stateCreateSchema, stateDetailsSchema } from '../domain/states.js';
import { taskRunCreateSchema } from '../domain/task-runs.js';
import { instantSchema } from './route-documents.js';

const instant = instantSchema.nullish();

export const stateProposalSchema = stateCreateSchema.extend({
  state_details: stateDetailsSchema
    .partial()
    .extend({ scheduled_time: instant, cache_expiration: instant, pause_timeout: instant })
    .nullish(),
});

export const flowRunProposalSchema = flowRunCreateSchema.extend({ state: stateProposalSchema.nullish() });

export const taskRunProposalSchema = taskRunCreateSchema.extend({
  state: stateProposalSchema.nullish(),
  cache_expiration: instant,
});
