// Proposing states: a run in one state, a proposed next one, and the verdict of the ordered rules. Pure: the engine asks
// inside a workflow, the services ask for runs that other orchestrators drive.
import type { FlowRunPolicy } from './flow-runs.js';
import type { State } from './states.js';
import type { TaskRunPolicy } from './task-runs.js';
import { FLOW_RUN_RULES } from './transitions/flow-run-rules.js';
import type { FlowRunFacts } from './transitions/flow-run-transition.js';
import { TASK_RUN_RULES, type TaskRunFacts } from './transitions/task-run-rules.js';
import { judgeTransition, type Proposal } from './transitions/transition.js';

export interface ProposeOptions {
  /** ISO 8601. */
  readonly now: string;
  /** Skips all rules but those that protect a completed result and a run that nobody executes. @default false */
  readonly force?: boolean;
}

/**
 * Judges a proposed state of a flow run.
 *
 * @param proposed - whole, with its id and timestamp; a state that replaces it has the same
 * @returns the answer, whether its state is new, and the policy to keep
 */
export function proposeFlowRunState(
  run: FlowRunFacts,
  proposed: State,
  options: ProposeOptions,
): Proposal<FlowRunPolicy> {
  const { now, force = false } = options;
  const transition = { run, from: run.state, to: proposed, policy: run.empirical_policy, now };
  return judgeTransition(FLOW_RUN_RULES, transition, force);
}

/** Judges a proposed state of a task run; otherwise as `proposeFlowRunState`. */
export function proposeTaskRunState(
  run: TaskRunFacts,
  proposed: State,
  options: ProposeOptions,
): Proposal<TaskRunPolicy> {
  const { now, force = false } = options;
  const transition = { run, from: run.state, to: proposed, policy: run.empirical_policy, now };
  return judgeTransition(TASK_RUN_RULES, transition, force);
}
