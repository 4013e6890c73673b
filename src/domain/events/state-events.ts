// The events of runs: one for each state a flow run or task run enters, with the reference's names, resources, related
// roles and payload. Their ids are the states' ids, so that recording a state twice tells of it once.
import type { State, StateType } from '../states.js';
import type { Event, RelatedResource, Resource } from './event.js';
import { leaderOf } from './leader.js';
import { relatedTo, relatedToPool, type NamedThing, type RelatedThing, type TypedPool } from './related-resources.js';

/** What is known of the state before. */
export interface PreviousState {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: string;
}

export interface EventRun {
  readonly id: string;
  readonly name: string;
  readonly runCount: number;
  /** Labels that say which firing led to the run; see causal-chain.ts. */
  readonly causalLabels: Readonly<Record<string, string>>;
}

export interface RunSurroundings {
  readonly flow: NamedThing | null;
  readonly deployment: NamedThing | null;
  readonly workQueue: NamedThing | null;
  readonly workPool: TypedPool | null;
  readonly parentTaskRun: RelatedThing | null;
  readonly flowRun: NamedThing | null;
  readonly tags: readonly string[];
  readonly creator: { readonly type: string; readonly id: string; readonly name: string } | null;
}

const LONGEST_MESSAGE = 100_000;

/** The event of a flow run's state. */
export function flowRunStateEvent(
  run: EventRun,
  state: State,
  previous: PreviousState | null,
  surroundings: RunSurroundings,
): Event {
  return {
    id: state.id,
    occurred: state.timestamp,
    event: `prefect.flow-run.${state.name}`,
    resource: stateResource('flow-run', run, state),
    related: relatedOf(surroundings),
    payload: transitionPayload(state, previous),
    follows: followsOf(state, previous),
  };
}

/** The event of a task run's state; `taskRun` is its document without the state. */
export function taskRunStateEvent(
  run: EventRun,
  state: State,
  previous: PreviousState | null,
  surroundings: RunSurroundings,
  taskRun: Readonly<Record<string, unknown>>,
): Event {
  return {
    id: state.id,
    occurred: state.timestamp,
    event: `prefect.task-run.${state.name}`,
    resource: stateResource('task-run', run, state),
    related: relatedOf(surroundings),
    payload: { ...transitionPayload(state, previous), task_run: taskRun },
    follows: followsOf(state, previous),
  };
}

function stateResource(kind: string, run: EventRun, state: State): Resource {
  return {
    'prefect.resource.id': `prefect.${kind}.${run.id}`,
    'prefect.resource.name': run.name,
    'prefect.run-count': String(run.runCount),
    'prefect.state-message': shorten(state.message ?? ''),
    'prefect.state-name': state.name,
    'prefect.state-timestamp': state.timestamp,
    'prefect.state-type': state.type,
    ...run.causalLabels,
  };
}

function transitionPayload(state: State, previous: PreviousState | null): Record<string, unknown> {
  const paused = state.type === 'PAUSED' ? { pause_reschedule: String(state.state_details.pause_reschedule) } : {};
  const scheduled =
    state.state_details.scheduled_time === null ? {} : { scheduled_time: state.state_details.scheduled_time };
  const message = state.message ? { message: shorten(state.message) } : {};
  return {
    intended: { from: previous?.type ?? null, to: state.type },
    initial_state: previous ? { type: previous.type, name: previous.name } : null,
    validated_state: { type: state.type, name: state.name, ...message, ...paused, ...scheduled },
  };
}

function followsOf(state: State, previous: PreviousState | null): string | null {
  return leaderOf(previous && { id: previous.id, occurred: previous.timestamp }, state.timestamp);
}

function relatedOf(around: RunSurroundings): RelatedResource[] {
  const { flow, deployment, workQueue, workPool, parentTaskRun, flowRun, tags, creator } = around;
  return [
    ...relatedTo('flow-run', flowRun),
    ...relatedTo('flow', flow),
    ...relatedTo('deployment', deployment),
    ...relatedTo('work-queue', workQueue),
    ...relatedToPool(workPool),
    ...relatedTo('task-run', parentTaskRun),
    ...[...new Set(tags)]
      .sort()
      .map((tag) => ({ 'prefect.resource.id': `prefect.tag.${tag}`, 'prefect.resource.role': 'tag' })),
    ...(creator ? relatedTo(creator.type.toLowerCase(), creator, 'creator') : []),
  ].slice(0, 100);
}

/** A message past the limit keeps both ends and says how much is left out. */
function shorten(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  const half = LONGEST_MESSAGE / 2;
  const left = message.length - LONGEST_MESSAGE;
  return `${message.slice(0, half)}...${left} additional characters...${message.slice(-half)}`;
}
