// The states flow runs have been in.
import { asc, eq } from 'drizzle-orm';
import type { BriefState } from '../../domain/run-timeline.js';
import type { State } from '../../domain/states.js';
import type { Database } from '../database.js';
import { flowRuns, flowRunStates, taskRuns } from '../schema/index.js';
import { toState } from './run-rows.js';
import { isStorableId } from './storable-id.js';

/** A state and the flow run it belongs to. */
export interface FlowRunState {
  readonly flowRunId: string;
  readonly state: State;
}

export class FlowRunStateRepository {
  constructor(private readonly database: Database) {}

  /** Inserts states of a run that are not there; gives the ids of those that were new. */
  async insert(flowRunId: string, states: readonly State[]): Promise<Set<string>> {
    return this.insertAll(states.map((state) => ({ flowRunId, state })));
  }

  /** The same for states of several runs. */
  async insertAll(states: readonly FlowRunState[]): Promise<Set<string>> {
    if (states.length === 0) return new Set();
    const inserted = await this.database
      .insert(flowRunStates)
      .values(states.map(({ flowRunId, state }) => ({ ...state, data: state.data ?? null, flow_run_id: flowRunId })))
      .onConflictDoNothing()
      .returning({ id: flowRunStates.id });
    return new Set(inserted.map(({ id }) => id));
  }

  async find(id: string): Promise<State | undefined> {
    if (!isStorableId(id)) return undefined;
    const [row] = await this.database.select().from(flowRunStates).where(eq(flowRunStates.id, id));
    return row && toState(row);
  }

  /** The states of the runs that a run called as subflows, first to last, without what they hold. */
  async listOfSubflows(parentRunId: string): Promise<(BriefState & { readonly flowRunId: string })[]> {
    if (!isStorableId(parentRunId)) return [];
    const { id, flow_run_id: flowRunId, type, name, timestamp } = flowRunStates;
    return this.database
      .select({ flowRunId, type, name, timestamp })
      .from(flowRunStates)
      .innerJoin(flowRuns, eq(flowRuns.id, flowRunId))
      .innerJoin(taskRuns, eq(taskRuns.id, flowRuns.parent_task_run_id))
      .where(eq(taskRuns.flow_run_id, parentRunId))
      .orderBy(asc(timestamp), asc(id));
  }

  /** A run's states, first to last; none for a run that is not there. */
  async listByRun(flowRunId: string): Promise<State[]> {
    if (!isStorableId(flowRunId)) return [];
    const rows = await this.database
      .select()
      .from(flowRunStates)
      .where(eq(flowRunStates.flow_run_id, flowRunId))
      .orderBy(asc(flowRunStates.timestamp), asc(flowRunStates.id));
    return rows.map(toState);
  }
}
