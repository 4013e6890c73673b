// Actions as programs write them: one function an action, named options in, wire documents out. An action that needs a
// target takes its id, or `source: 'inferred'` for the one in the triggering event; the types refuse both or neither.
import type { ActionInput, ActionType } from '../domain/automations/action.js';
import { parseDurationMs, type DurationInput } from '../domain/durations.js';
import type { StateType } from '../domain/states.js';

/** An action as it is sent. */
export type ActionDocument = ActionInput;
type Document<Type extends ActionType> = Extract<ActionInput, { type: Type }>;

/** The target by its id, or the one in the triggering event. */
type Target<Field extends string> =
  | ({ readonly source?: 'selected' } & { readonly [name in Field]: string })
  | ({ readonly source: 'inferred' } & { readonly [name in Field]?: never });
export type DeploymentTarget = Target<'deploymentId'>;
export type WorkPoolTarget = Target<'workPoolId'>;
export type WorkQueueTarget = Target<'workQueueId'>;
export type AutomationTarget = Target<'automationId'>;

export type RunDeploymentOptions = DeploymentTarget & {
  /** Texts are templates: `'{{ event.resource.id }}'`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly jobVariables?: Readonly<Record<string, unknown>>;
  /** From the firing to the start. @default at once */
  readonly scheduleAfter?: DurationInput;
};

export const DoNothing = (): Document<'do-nothing'> => ({ type: 'do-nothing' });
/** Cancels the run in the triggering event. */
export const CancelFlowRun = (): Document<'cancel-flow-run'> => ({ type: 'cancel-flow-run' });
/** Suspends the run in the triggering event. */
export const SuspendFlowRun = (): Document<'suspend-flow-run'> => ({ type: 'suspend-flow-run' });
/** Resumes the run in the triggering event, without an answer. */
export const ResumeFlowRun = (): Document<'resume-flow-run'> => ({ type: 'resume-flow-run' });
/** Deletes the run in the triggering event. */
export const DeleteFlowRun = (): Document<'delete-flow-run'> => ({ type: 'delete-flow-run' });

/** Puts the run in the triggering event into a state. */
export function ChangeFlowRunState(options: {
  readonly state: StateType;
  readonly name?: string;
  readonly message?: string;
  readonly force?: boolean;
}): Document<'change-flow-run-state'> {
  return { type: 'change-flow-run-state', ...options };
}

/** Starts a run of a deployment. */
export function RunDeployment(options: RunDeploymentOptions): Document<'run-deployment'> {
  const { parameters, jobVariables, scheduleAfter } = options;
  return {
    type: 'run-deployment',
    ...deploymentTarget(options),
    ...(parameters === undefined ? {} : { parameters }),
    ...(jobVariables === undefined ? {} : { job_variables: jobVariables }),
    ...(scheduleAfter === undefined ? {} : { schedule_after: parseDurationMs(scheduleAfter, 'scheduleAfter') / 1000 }),
  };
}

export const PauseDeployment = (target: DeploymentTarget): Document<'pause-deployment'> => ({
  type: 'pause-deployment',
  ...deploymentTarget(target),
});
export const ResumeDeployment = (target: DeploymentTarget): Document<'resume-deployment'> => ({
  type: 'resume-deployment',
  ...deploymentTarget(target),
});
export const PauseWorkPool = (target: WorkPoolTarget): Document<'pause-work-pool'> => ({
  type: 'pause-work-pool',
  ...workPoolTarget(target),
});
export const ResumeWorkPool = (target: WorkPoolTarget): Document<'resume-work-pool'> => ({
  type: 'resume-work-pool',
  ...workPoolTarget(target),
});
export const PauseWorkQueue = (target: WorkQueueTarget): Document<'pause-work-queue'> => ({
  type: 'pause-work-queue',
  ...workQueueTarget(target),
});
export const ResumeWorkQueue = (target: WorkQueueTarget): Document<'resume-work-queue'> => ({
  type: 'resume-work-queue',
  ...workQueueTarget(target),
});
export const PauseAutomation = (target: AutomationTarget): Document<'pause-automation'> => ({
  type: 'pause-automation',
  ...automationTarget(target),
});
export const ResumeAutomation = (target: AutomationTarget): Document<'resume-automation'> => ({
  type: 'resume-automation',
  ...automationTarget(target),
});

/** Sends a message through a notification block. Subject and body are templates. */
export function SendNotification(options: {
  readonly blockDocumentId: string;
  /** @default 'Sluice automated notification' */
  readonly subject?: string;
  readonly body: string;
}): Document<'send-notification'> {
  const { blockDocumentId, ...rest } = options;
  return { type: 'send-notification', block_document_id: blockDocumentId, ...rest };
}

/** Calls the address of a webhook block. The payload is a template; a document is sent as its JSON. */
export function CallWebhook(options: {
  readonly blockDocumentId: string;
  readonly payload?: string | Readonly<Record<string, unknown>>;
}): Document<'call-webhook'> {
  const { blockDocumentId, ...rest } = options;
  return { type: 'call-webhook', block_document_id: blockDocumentId, ...rest };
}

const deploymentTarget = ({ source = 'selected', deploymentId }: DeploymentTarget) => ({
  source,
  deployment_id: deploymentId ?? null,
});
const workPoolTarget = ({ source = 'selected', workPoolId }: WorkPoolTarget) => ({
  source,
  work_pool_id: workPoolId ?? null,
});
const workQueueTarget = ({ source = 'selected', workQueueId }: WorkQueueTarget) => ({
  source,
  work_queue_id: workQueueId ?? null,
});
const automationTarget = ({ source = 'selected', automationId }: AutomationTarget) => ({
  source,
  automation_id: automationId ?? null,
});
