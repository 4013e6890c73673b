// The list of workflow types of the system worker: the platform's own workflows.
export { automation } from './automation.js';
export { firing } from './firing.js';
export { scheduledRun } from './scheduled-run.js';
