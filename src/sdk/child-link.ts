// The task run by which a parent flow shows a run it started: a child flow, or a run of a deployment. It mirrors the
// child's state in the parent's record and points at it.
import { deriveId } from '../domain/ids.js';
import { createState, isTerminal, type State, type StateCreate } from '../domain/states.js';
import type { FlowRun } from './flow-run.js';

export interface ChildLink {
  readonly taskRunId: string;
  /** What the call is of, such as `flow:order`. */
  readonly taskKey: string;
  /** The name of the task run, without its place. */
  readonly name: string;
  /** Its place among the calls of its kind. */
  readonly place: string;
  readonly tags: readonly string[];
  /** The child's id; null while it is not known yet. */
  readonly childId: string | null;
}

/** A state of the link, not recorded. */
export function makeLinkState(run: FlowRun, link: ChildLink, proposed: StateCreate): State {
  const id = deriveId(link.taskRunId, 'state', run.recorder.sequence);
  const details = {
    ...proposed.state_details,
    flow_run_id: run.id,
    task_run_id: link.taskRunId,
    ...(link.childId === null ? {} : { child_flow_run_id: link.childId }),
  };
  return createState({ ...proposed, state_details: details }, id, run.nextTimestamp());
}

/** Records a state of the link. */
export function enterLinkState(run: FlowRun, link: ChildLink, proposed: StateCreate): State {
  const state = makeLinkState(run, link, proposed);
  run.recorder.push({
    type: 'task-run-state',
    task_run: {
      id: link.taskRunId,
      name: `${link.name}-${link.place}`,
      task_key: link.taskKey,
      dynamic_key: link.place,
      tags: [...link.tags],
      cache_key: null,
      cache_expiration: null,
      empirical_policy: {
        max_retries: 0,
        retry_delay_seconds: 0,
        retries: 0,
        retry_delay: 0,
        retry_jitter_factor: null,
      },
      task_inputs: {},
    },
    state,
    run_count: isTerminal(state.type) || state.type === 'RUNNING' ? 1 : 0,
    flow_run_run_count: run.runCount,
  });
  return state;
}
