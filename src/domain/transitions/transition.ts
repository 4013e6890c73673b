// The parts every transition rule is made of. A rule looks at a transition and says nothing, amends it for the rules
// after it, or decides it. Rules are values in an ordered list, so that the order can be read and tested.
import type { OrchestrationResult } from '../orchestration.js';
import type { State } from '../states.js';

/** A proposed change of state. `to` and `policy` may have been amended by rules before. */
export interface Transition<Run, Policy> {
  readonly run: Run;
  readonly from: State | null;
  readonly to: State;
  readonly policy: Policy;
  /** ISO 8601. */
  readonly now: string;
}

/** What a rule says: nothing (undefined), a changed transition, or the verdict. */
export type RuleAnswer<Policy> =
  | undefined
  | { readonly type: 'amend'; readonly to?: State; readonly policy?: Policy }
  | { readonly type: 'abort'; readonly reason: string }
  /** `state` is written instead of the proposed one; without it nothing is written. */
  | { readonly type: 'reject'; readonly reason: string; readonly state?: State; readonly policy?: Policy }
  | { readonly type: 'wait'; readonly reason: string; readonly delaySeconds: number };

export interface TransitionRule<Run, Policy> {
  readonly name: string;
  /** Whether the rule holds even when a state is forced. @default false */
  readonly evenWhenForced?: boolean;
  readonly judge: (transition: Transition<Run, Policy>) => RuleAnswer<Policy>;
}

/** The verdict on a proposal. `written` tells whether `result.state` is new and to be stored. */
export interface Proposal<Policy> {
  readonly result: OrchestrationResult;
  readonly written: boolean;
  readonly policy: Policy;
}

/** Puts a transition through ordered rules; the first that decides wins. */
export function judgeTransition<Run, Policy>(
  rules: readonly TransitionRule<Run, Policy>[],
  transition: Transition<Run, Policy>,
  force: boolean,
): Proposal<Policy> {
  let current = transition;
  for (const rule of rules) {
    if (force && !rule.evenWhenForced) continue;
    const answer = rule.judge(current);
    if (answer === undefined) continue;
    if (answer.type === 'amend') {
      current = { ...current, to: answer.to ?? current.to, policy: answer.policy ?? current.policy };
      continue;
    }
    return refusal(answer, transition);
  }
  return {
    result: { status: 'ACCEPT', details: { type: 'accept_details' }, state: current.to },
    written: true,
    policy: current.policy,
  };
}

function refusal<Run, Policy>(
  answer: Exclude<RuleAnswer<Policy>, undefined | { type: 'amend' }>,
  { from, policy }: Transition<Run, Policy>,
): Proposal<Policy> {
  switch (answer.type) {
    case 'abort': {
      const details = { type: 'abort_details', reason: answer.reason } as const;
      return { result: { status: 'ABORT', details, state: from }, written: false, policy };
    }
    case 'wait': {
      const details = { type: 'wait_details', delay_seconds: answer.delaySeconds, reason: answer.reason } as const;
      return { result: { status: 'WAIT', details, state: from }, written: false, policy };
    }
    case 'reject': {
      const details = { type: 'reject_details', reason: answer.reason } as const;
      return {
        result: { status: 'REJECT', details, state: answer.state ?? from },
        written: answer.state !== undefined,
        policy: answer.policy ?? policy,
      };
    }
  }
}

/** Whether a state carries a result that was kept. `{"type":"unpersisted"}` stands for a result that was not. */
export function hasPersistedData(state: State): boolean {
  if (state.data === null || state.data === undefined) return false;
  return (state.data as { type?: unknown }).type !== 'unpersisted';
}

/** The proposed state made into another: same id and time, none of its own name, message, data or details. */
export function replacement(proposed: State, state: Pick<State, 'type' | 'name' | 'message'> & Partial<State>): State {
  return { ...proposed, data: null, ...state };
}
