// Actions on the flow run that the firing is about: cancel, suspend, resume, delete, change its state.
import type { SluiceError } from '../../src/domain/errors.js';
import { isSluiceError } from '../../src/domain/errors.js';
import { isTerminal } from '../../src/domain/states.js';
import { cancelFlowRun } from '../../src/services/flow-runs/cancel-flow-run.js';
import { deleteFlowRun } from '../../src/services/flow-runs/delete-flow-run.js';
import { resumeFlowRun } from '../../src/services/flow-runs/resume-flow-run.js';
import { setFlowRunState } from '../../src/services/flow-runs/set-flow-run-state.js';
import { suspendFlowRun } from '../../src/services/flow-runs/suspend-flow-run.js';
import type { SetStateOutcome } from '../../src/domain/orchestration.js';
import { ActionFailed, type ActionHandler, type FiringInput } from './action-context.js';
import { inferFlowRunId } from './infer-target.js';

const SUSPEND_TIMEOUT_SECONDS = 3600;

export const cancelFlowRunAction: ActionHandler<'cancel-flow-run'> = (input) =>
  onFlowRun(input, async (id) => accepted(await cancelFlowRun(input.services.context, id)));

export const suspendFlowRunAction: ActionHandler<'suspend-flow-run'> = (input) =>
  onFlowRun(input, (id) =>
    suspendFlowRun(input.services.context, id, {
      timeout_seconds: SUSPEND_TIMEOUT_SECONDS,
      actor: `automation ${input.request.automation.id}`,
    }),
  );

export const resumeFlowRunAction: ActionHandler<'resume-flow-run'> = (input) =>
  onFlowRun(input, async (id) => {
    await resumeFlowRun(input.services.context, id, {
      actor: `automation ${input.request.automation.id}`,
      idempotency_key: input.request.idempotency_key,
    });
  });

export const deleteFlowRunAction: ActionHandler<'delete-flow-run'> = (input) =>
  onFlowRun(input, (id) => deleteFlowRun(input.services.context, id));

/**
 * An ending that is proposed of a run on Temporal is refused, since the run ends by itself: the automation is there for the
 * run that does not, so the proposal is made again and ends it. A run that has ended meanwhile stays as it ended.
 */
export const changeFlowRunStateAction: ActionHandler<'change-flow-run-state'> = (input) =>
  onFlowRun(input, async (id) => {
    const { context } = input.services;
    const { state: type, name, force } = input.action;
    const message = input.action.message ?? `State changed by Automation ${input.request.automation.id}`;
    const state = { type, name, message };
    const outcome = await setFlowRunState(context, id, { state, force });
    const { status, state: present } = outcome.result;
    const goesOn = status === 'ABORT' && present !== null && !isTerminal(present.type);
    accepted(goesOn && isTerminal(type) ? await setFlowRunState(context, id, { state, force: true }) : outcome);
  });

function accepted({ result }: SetStateOutcome): void {
  if (result.status === 'ACCEPT' || (result.status === 'REJECT' && result.state?.type === 'CANCELLED')) return;
  const reason = 'reason' in result.details ? result.details.reason : null;
  throw new ActionFailed(`Failed to set state: ${reason ?? result.status}`);
}

/** Does it to the run. A refusal is final; a server that cannot be reached is tried again. */
async function onFlowRun(input: FiringInput, act: (id: string) => Promise<unknown>) {
  const id = inferFlowRunId(input);
  try {
    await act(id);
  } catch (error) {
    if (isSluiceError(error) && !isPassing(error)) throw new ActionFailed(error.message, { code: error.code });
    throw error;
  }
  return { target: `prefect.flow-run.${id}` };
}

/** Whether trying again may help. */
export function isPassing(error: SluiceError): boolean {
  return ['temporal-unavailable', 'store-unavailable', 'platform-unavailable', 'wait-timeout'].includes(error.code);
}
