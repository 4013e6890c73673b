// The tables, as one object for Drizzle and as the one entry for its migration generator.
export { flows, servedFlows } from './flows.js';
export { webhooks } from './webhooks.js';
export { decisions, flowRuns, flowRunStates, runInputs } from './flow-runs.js';
export { logs } from './logs.js';
export { taskRuns, taskRunStates } from './task-runs.js';
export { blockDocuments, blockSchemas, blockTypes, variables } from './blocks.js';
export { cachedResults, concurrencyLimits, concurrencySlots } from './task-sharing.js';
export { eventClaims, eventOutbox, events } from './events.js';
export { automations, deletedAutomations, firingActions, firings } from './automations.js';
export { deployments, deploymentSchedules } from './deployments.js';
export { poolWorkers, workPools, workQueues } from './work-pools.js';
export { mailboxes, mailboxInputs, runInboxes } from './inboxes.js';
export { deletedFlowRuns, reconciliation } from './reconciliation.js';
