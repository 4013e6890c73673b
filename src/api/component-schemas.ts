// The documents that have a name of their own in the OpenAPI document, and the schemas they are made from.
import type { z } from 'zod';
import { actionSchema } from '../domain/automations/action.js';
import { automationSchema } from '../domain/automations/automation.js';
import { blockDocumentSchema, blockSchemaSchema, blockTypeSchema } from '../domain/blocks/block-documents.js';
import { eventSchema, receivedEventSchema } from '../domain/events/event.js';
import { eventFilterSchema } from '../domain/filters/event-filter.js';
import { concurrencyLimitSchema } from '../domain/concurrency-limits.js';
import { deploymentSchema } from '../domain/deployments.js';
import { flowRunPolicySchema, flowRunSchema } from '../domain/flow-runs.js';
import { flowCreateSchema, flowSchema, servedFlowSchema, workerRegistrationSchema } from '../domain/flows.js';
import { logCreateSchema, logSchema } from '../domain/logs.js';
import { decisionSchema, openPauseSchema } from '../domain/pauses.js';
import { runRecordBatchSchema, runRecordSchema } from '../domain/run-records.js';
import { stateDetailsSchema, stateSchema } from '../domain/states.js';
import { taskRunSchema } from '../domain/task-runs.js';
import { oneTriggerSchema } from '../domain/triggers/trigger.js';
import { variableSchema } from '../domain/variables.js';
import { firingAnswerSchema } from './automation-documents.js';
import { problemSchema } from './problem.js';
import { flowRunProposalSchema, stateProposalSchema, taskRunProposalSchema } from './state-proposal.js';

export const COMPONENT_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  Problem: problemSchema,
  State: stateSchema,
  StateCreate: stateProposalSchema,
  StateDetails: stateDetailsSchema,
  FlowRun: flowRunSchema,
  FlowRunCreate: flowRunProposalSchema,
  FlowRunPolicy: flowRunPolicySchema,
  Flow: flowSchema,
  FlowCreate: flowCreateSchema,
  ServedFlow: servedFlowSchema,
  WorkerRegistration: workerRegistrationSchema,
  TaskRun: taskRunSchema,
  TaskRunCreate: taskRunProposalSchema,
  Automation: automationSchema,
  Trigger: oneTriggerSchema,
  Action: actionSchema,
  Firing: firingAnswerSchema,
  Deployment: deploymentSchema,
  BlockType: blockTypeSchema,
  BlockSchema: blockSchemaSchema,
  BlockDocument: blockDocumentSchema,
  Variable: variableSchema,
  ConcurrencyLimit: concurrencyLimitSchema,
  Event: eventSchema,
  ReceivedEvent: receivedEventSchema,
  EventFilter: eventFilterSchema,
  Log: logSchema,
  LogCreate: logCreateSchema,
  OpenPause: openPauseSchema,
  Decision: decisionSchema,
  RunRecord: runRecordSchema,
  RunRecordBatch: runRecordBatchSchema,
};
