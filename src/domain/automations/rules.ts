// What may not be saved though its form is right: an automation that would feed itself, or one that can never fire.
// Each rule says where it looked and what to do instead. What only shows at run time is stopped by the causal depth.
import { shardLabels } from '../triggers/shards.js';
import type { Trigger } from '../triggers/trigger.js';
import type { Action } from './action.js';
import type { AutomationProblem } from './automation-problem.js';
import { feedingProblems } from './loop-guard.js';
import { idleProblems } from './never-fires.js';

export interface JudgedAutomation {
  readonly enabled: boolean;
  readonly trigger: Trigger;
  readonly actions: readonly Action[];
  /** @default 1 */
  readonly shards?: number | undefined;
}

/** Why an automation may not be saved; empty when it may. A disabled one cannot feed itself, so only idleness counts. */
export function automationProblems({ enabled, trigger, actions, shards }: JudgedAutomation): AutomationProblem[] {
  const problems = [...idleProblems(trigger), ...(enabled ? feedingProblems(trigger, actions) : [])];
  if ((shards ?? 1) > 1 && shardLabels(trigger).length === 0) {
    const message = `the keys of for_each are split over ${shards} workflows, and the trigger has no for_each`;
    problems.push({ path: ['shards'], message });
  }
  return problems;
}
