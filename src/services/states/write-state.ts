// Writing a state of a flow run or a task run in a transaction: the state, and what it changes on its run. Every service
// that writes a state comes through here, so that timestamps of one run never repeat and counts are kept in one place.
import { SluiceError } from '../../domain/errors.js';
import type { FlowRunPolicy } from '../../domain/flow-runs.js';
import { compareInstants, formatInstantUs, parseInstantUs } from '../../domain/instants.js';
import { enterFlowRunState, enterTaskRunState, previousState } from '../../domain/run-progress.js';
import { createState, type State, type StateCreate, type StateDetails } from '../../domain/states.js';
import type { Repositories, StoredFlowRun, StoredTaskRun } from '../../store/store.js';
import { writeFlowRunStateEvents, writeTaskRunStateEvents } from '../events/write-state-events.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

/** A proposed state of a flow run, whole: with an id, a timestamp after the last one, and the run it belongs to. */
export function completeState(
  context: Pick<ServiceContext, 'now' | 'newId'>,
  proposed: StateCreate,
  run: { readonly state: State | null; readonly details: Partial<State['state_details']> },
): State {
  const timestamp = laterThan(nowInstant(context), run.state?.timestamp ?? null);
  const details = { ...proposed.state_details, ...readInstants(proposed.state_details ?? {}), ...run.details };
  return createState({ ...proposed, state_details: details }, context.newId(), timestamp);
}

const INSTANTS = ['scheduled_time', 'pause_timeout', 'cache_expiration'] as const;

/** The instants among a state's details in the one form that the store compares. Throws `request-invalid`. */
function readInstants(details: Partial<StateDetails>): Partial<StateDetails> {
  const read: Partial<StateDetails> = {};
  for (const name of INSTANTS) {
    const text = details[name];
    if (text == null) continue;
    const microseconds = parseInstantUs(text);
    if (Number.isNaN(microseconds)) {
      const message = `expected an ISO 8601 instant, found ${JSON.stringify(text)}`;
      const fields = [{ path: `state.state_details.${name}`, message }];
      throw new SluiceError('request-invalid', `The state does not fit: ${name}: ${message}`, { fields });
    }
    read[name] = formatInstantUs(microseconds);
  }
  return read;
}

/** The instant, or a microsecond after the other one where it is not later. */
export function laterThan(instant: string, other: string | null): string {
  if (other === null || compareInstants(instant, other) > 0) return instant;
  return formatInstantUs(parseInstantUs(other) + 1);
}

/** Writes a flow run's state. `policy` as the rules left it. */
export async function writeFlowRunState(
  repositories: Repositories,
  stored: StoredFlowRun,
  state: State,
  policy: FlowRunPolicy,
): Promise<void> {
  const entered = enterFlowRunState(stored.progress, state, policy);
  await repositories.flowRunStates.insert(stored.flowRun.id, [state]);
  const runCount = entered.progress.run_count;
  await writeFlowRunStateEvents(repositories, stored.flowRun, previousState(stored.progress), [{ state, runCount }]);
  await repositories.flowRuns.update(stored.flowRun.id, { ...entered.progress, empirical_policy: entered.policy });
}

/** Writes a task run's state. */
export async function writeTaskRunState(
  repositories: Repositories,
  stored: StoredTaskRun,
  state: State,
): Promise<void> {
  const progress = enterTaskRunState(stored.progress, state);
  await repositories.taskRunStates.insert([{ taskRunId: stored.taskRun.id, state }]);
  await repositories.taskRuns.update(stored.taskRun.id, progress);
  const { flow_run_id: flowRunId } = stored.taskRun;
  const flowRun = flowRunId === null ? undefined : await repositories.flowRuns.find(flowRunId);
  const entered = {
    taskRun: stored.taskRun,
    state,
    before: previousState(stored.progress),
    runCount: progress.run_count,
  };
  await writeTaskRunStateEvents(repositories, flowRun?.flowRun ?? null, [entered]);
}
