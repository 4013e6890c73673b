// The events of states that a use case writes, in the same transaction as the states: whoever sees the one sees the other.
import { CAUSAL_DEPTH_LABEL, CAUSED_BY_LABEL } from '../../domain/events/causal-chain.js';
import {
  flowRunStateEvent,
  taskRunStateEvent,
  type PreviousState,
  type RunSurroundings,
} from '../../domain/events/state-events.js';
import type { Event } from '../../domain/events/event.js';
import type { NamedThing } from '../../domain/events/related-resources.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { Flow } from '../../domain/flows.js';
import type { State } from '../../domain/states.js';
import type { TaskRun } from '../../domain/task-runs.js';
import type { Repositories } from '../../store/store.js';

export type RunFacts = Pick<
  FlowRun,
  | 'id'
  | 'name'
  | 'flow_id'
  | 'deployment_id'
  | 'parent_task_run_id'
  | 'tags'
  | 'created_by'
  | 'labels'
  | 'work_pool_name'
  | 'work_queue_name'
>;
type TaskFacts = Pick<TaskRun, 'id' | 'name' | 'task_key' | 'dynamic_key' | 'tags' | 'flow_run_id'>;

export interface EnteredState {
  readonly state: State;
  readonly runCount: number;
}

/** Writes the events of states a flow run entered, in order; `before` is the state it was in. */
export async function writeFlowRunStateEvents(
  repositories: Repositories,
  run: RunFacts,
  before: PreviousState | null,
  entered: readonly EnteredState[],
): Promise<void> {
  if (entered.length === 0) return;
  const surroundings = await readSurroundings(repositories, run);
  await repositories.events.insert(composeFlowRunStateEvents(run, before, entered, surroundings));
}

/** The events alone, for who writes them together with others. */
export function composeFlowRunStateEvents(
  run: RunFacts,
  before: PreviousState | null,
  entered: readonly EnteredState[],
  surroundings: RunSurroundings,
): Event[] {
  return entered.map(({ state, runCount }, index) => {
    const previous = index === 0 ? before : (entered[index - 1]?.state ?? null);
    const facts = { id: run.id, name: run.name, runCount, causalLabels: causalLabels(run.labels) };
    return flowRunStateEvent(facts, state, previous, surroundings);
  });
}

export interface EnteredTaskState extends EnteredState {
  readonly taskRun: TaskFacts;
  readonly before: PreviousState | null;
}

/** Writes the events of states that task runs of one flow run entered. */
export async function writeTaskRunStateEvents(
  repositories: Repositories,
  run: RunFacts | null,
  entered: readonly EnteredTaskState[],
): Promise<void> {
  if (entered.length === 0) return;
  const around = run ? await readSurroundings(repositories, run) : NO_SURROUNDINGS;
  await repositories.events.insert(composeTaskRunStateEvents(run, entered, around));
}

/** The events alone; `around` are the surroundings of the flow run. */
export function composeTaskRunStateEvents(
  run: RunFacts | null,
  entered: readonly EnteredTaskState[],
  around: RunSurroundings,
): Event[] {
  return entered.map(({ taskRun, state, before, runCount }) => {
    const facts = { id: taskRun.id, name: taskRun.name, runCount, causalLabels: run ? causalLabels(run.labels) : {} };
    const surroundings = { ...around, parentTaskRun: null, flowRun: run, tags: [...around.tags, ...taskRun.tags] };
    return taskRunStateEvent(facts, state, before, surroundings, { ...taskRun });
  });
}

const NO_SURROUNDINGS: RunSurroundings = {
  flow: null,
  deployment: null,
  workQueue: null,
  workPool: null,
  parentTaskRun: null,
  flowRun: null,
  tags: [],
  creator: null,
};

/** What is around a flow run; `known` is its flow where it was read already. */
export async function readSurroundings(
  repositories: Repositories,
  run: RunFacts,
  known?: Pick<Flow, 'id' | 'name' | 'tags'>,
): Promise<RunSurroundings> {
  const flow = known ?? (await repositories.flows.find(run.flow_id));
  const deployment = run.deployment_id === null ? undefined : await repositories.deployments.find(run.deployment_id);
  const parent = run.parent_task_run_id === null ? undefined : await repositories.taskRuns.find(run.parent_task_run_id);
  const { work_pool_name: poolName, work_queue_name: queueName } = run;
  const pool = poolName === null ? undefined : await repositories.workPools.findByName(poolName);
  const queue = pool && queueName !== null ? await repositories.workQueues.findByName(pool.name, queueName) : undefined;
  const { id, type, display_value: name } = run.created_by ?? {};
  const creates = id != null && (type === 'AUTOMATION' || type === 'DEPLOYMENT');
  return {
    flow: named(flow),
    deployment: named(deployment),
    workQueue: named(queue),
    workPool: pool ? { id: pool.id, name: pool.name, type: pool.type } : null,
    // The record of a run that was called may be here before that of the call: then it is known by its id alone.
    parentTaskRun: named(parent?.taskRun) ?? (run.parent_task_run_id === null ? null : { id: run.parent_task_run_id }),
    flowRun: null,
    tags: [...run.tags, ...(flow?.tags ?? []), ...(deployment?.body.tags ?? [])],
    creator: creates ? { id, type, name: name ?? '' } : null,
  };
}

function named(thing: NamedThing | undefined): NamedThing | null {
  return thing ? { id: thing.id, name: thing.name } : null;
}

/** The labels of the causal chain among a run's labels. */
export function causalLabels(labels: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = [CAUSAL_DEPTH_LABEL, CAUSED_BY_LABEL].filter((label) => typeof labels[label] === 'string');
  return Object.fromEntries(kept.map((label) => [label, labels[label] as string]));
}
