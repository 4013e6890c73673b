// What programs import as `sluice/client`: an explicit list of names.
export { Automation, type AutomationOptions } from './automation.js';
export {
  CallWebhook,
  CancelFlowRun,
  ChangeFlowRunState,
  DeleteFlowRun,
  DoNothing,
  PauseAutomation,
  PauseDeployment,
  PauseWorkPool,
  PauseWorkQueue,
  ResumeAutomation,
  ResumeDeployment,
  ResumeFlowRun,
  ResumeWorkPool,
  ResumeWorkQueue,
  RunDeployment,
  SendNotification,
  SuspendFlowRun,
  type ActionDocument,
} from './action-builders.js';
export {
  CompoundTrigger,
  EventTrigger,
  MetricTrigger,
  SequenceTrigger,
  type EventTriggerOptions,
  type TriggerDocument,
} from './trigger-builders.js';
export type {
  AutomationBody,
  AutomationDocument,
  AutomationExplanation,
  AutomationsClient,
  AutomationSimulation,
} from './automations.js';
export type { DeploymentReference, DeploymentsClient, RunDeploymentOptions } from './deployments.js';
export type { EventsClient, ListEventsOptions } from './events.js';
export type { EventStream, StreamEventsOptions } from './event-stream.js';
export type { BlockReference, BlocksClient } from './blocks.js';
export { createClient, type FlowRunsClient, type SluiceClient } from './client.js';
export type { ClientOptions } from './client-options.js';
export type { ConversationsClient, ReceiveInputOptions, SendInputOptions } from './conversations.js';
export type { FlowLike, FlowRunReference, ParametersOf, ResultOf } from './flow-like.js';
export type { ResumeOptions, ResumeOutcome, SuspendOptions } from './flow-run-control.js';
export type { FlowRunQuery, ListFlowRunsOptions } from './flow-run-query.js';
export type { StartedFlowRun, StartOptions } from './flow-run-start.js';
export type { ListFlowsOptions, ListLogsOptions, ListTaskRunsOptions } from './lists.js';
export type { InputReceiver, ReceivedInput } from './input-receiver.js';
export type { RunInputOf } from './run-input-like.js';
export type { SetVariableOptions, VariablesClient } from './variables.js';
export type { WaitOptions } from './wait-for-state.js';
export type { TriedEvent, TriedRequest, WebhookFields, WebhookReference, WebhooksClient } from './webhooks.js';
export type { WorkPoolFields, WorkPoolsClient, WorkQueueFields } from './work-pools.js';
export { isSluiceError, SluiceError, type ErrorCode, type FieldError } from '../domain/errors.js';
export type { Action } from '../domain/automations/action.js';
export type { BlockDocument, BlockSchema, BlockType } from '../domain/blocks/block-documents.js';
export type { FiringRecord } from '../domain/automations/ledger.js';
export type { Deployment } from '../domain/deployments.js';
export type { EventToEmit } from '../domain/events/emitted-events.js';
export type { Event, ReceivedEvent } from '../domain/events/event.js';
export type { EventFilterInput } from '../domain/filters/event-filter.js';
export type { FlowRun } from '../domain/flow-runs.js';
export type { Flow } from '../domain/flows.js';
export type { Log } from '../domain/logs.js';
export type { OrchestrationResult } from '../domain/orchestration.js';
export type { Decision, OpenPause, ResumeAnswer } from '../domain/pauses.js';
export type { InputKind, NamedInput } from '../domain/inputs.js';
export type { FlowRunInput } from '../domain/run-inputs.js';
export type { State, StateType } from '../domain/states.js';
export type { TaskRun } from '../domain/task-runs.js';
export type { Variable } from '../domain/variables.js';
export type { PoolWorker, WorkPool, WorkQueue } from '../domain/work-pools/work-pool.js';
export type { Webhook, WebhookVerification, WebhookWithSecret } from '../domain/webhooks/webhook.js';
