// What flow code imports as `sluice/workflow`: an explicit list of names, safe inside Temporal's sandbox.
export type { FlowDeployOptions } from './deployer.js';
export type { DeploymentDefinition, DeploymentOptions } from './deployment-definition.js';
export { flow, type Flow, type SubflowOptions } from './flow.js';
export type { FlowOptions } from './flow-definition.js';
export { pauseFlowRun, suspendFlowRun } from './pause.js';
export type { BarePauseOptions, PauseOptions } from './pause-request.js';
export {
  runInput,
  ValidationError,
  withInitialData,
  type InitialData,
  type InputType,
  type RunInput,
} from './run-input.js';
export { continueFlowRun } from './continue-flow-run.js';
export {
  receiveInput,
  TimeoutError,
  type InputReceiver,
  type ReceivedInput,
  type ReceiveOptions,
} from './receive-input.js';
export { sendInput, type InputMetadata, type SendOptions } from './send-input.js';
export { emitEvent } from './emit-event.js';
export { getRunContext, type FlowRunContext } from './run-context.js';
export { runDeployment, type DeploymentRun, type RunDeploymentOptions } from './run-deployment.js';
export { getRunLogger, type RunLogger } from './run-logger.js';
export {
  callbackFactory,
  type StateHandler,
  type StateHook,
  type StateRun,
  type StateSubject,
} from './state-handlers.js';
export { DateTimeBlock, JSONBlock, loadBlock, Secret, StringBlock, Variable, type SecretHandle } from './blocks.js';
export { email, notifier, notify, slack, teams, webhook, type NotifierOptions } from './notifier.js';
export {
  CachePolicy,
  FLOW_PARAMETERS,
  INPUTS,
  NO_CACHE,
  RUN_ID,
  TASK_SOURCE,
  type CacheContext,
  type TaskCacheOptions,
} from './cache-policies.js';
export { exponentialBackoff, TaskRunError, type TaskOptions } from './task-options.js';
export type { TaskFuture } from './task-future.js';
export { tasks, type Task, type TaskArguments, type Tasks, type TasksOptions } from './tasks.js';
export { Fail, Skip, Succeed, type StateSignalOptions } from '../contract/state-signals.js';
export { isTerminal, type State, type StateCreate, type StateType } from '../domain/states.js';
export type { EventToEmit } from '../domain/events/emitted-events.js';
export type { Event } from '../domain/events/event.js';
export { isSluiceError, SluiceError } from '../domain/errors.js';
