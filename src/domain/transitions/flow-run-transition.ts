// What the rules of flow runs look at. Apart so that the files of rules can share it without importing one another.
import type { FlowRun, FlowRunPolicy } from '../flow-runs.js';
import type { RuleAnswer, Transition, TransitionRule } from './transition.js';

/** The facts about a flow run that decide which states it may enter. */
export interface FlowRunFacts extends Pick<
  FlowRun,
  'state' | 'empirical_policy' | 'run_count' | 'parent_task_run_id' | 'infrastructure_pid'
> {
  /** Whether somebody starts the run again after SCHEDULED: it has a deployment, or it runs on Temporal. */
  readonly reschedulable: boolean;
  /** Whether the proposal comes from outside the run: a subflow may pause itself, but nobody else may pause it. */
  readonly fromOutside: boolean;
}

export type FlowRunTransition = Transition<FlowRunFacts, FlowRunPolicy>;
export type FlowRunRule = TransitionRule<FlowRunFacts, FlowRunPolicy>;
export type FlowRunRuleAnswer = RuleAnswer<FlowRunPolicy>;
