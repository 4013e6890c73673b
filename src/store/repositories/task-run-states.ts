// The states task runs have been in, and the search for a result that is still good under a cache key.
import { and, asc, desc, eq } from 'drizzle-orm';
import { compareInstants } from '../../domain/instants.js';
import type { BriefState } from '../../domain/run-timeline.js';
import type { State } from '../../domain/states.js';
import type { Database } from '../database.js';
import { taskRuns, taskRunStates } from '../schema/index.js';
import { toState } from './run-rows.js';
import { isStorableId } from './storable-id.js';

/** A state and the task run it belongs to. */
export interface TaskRunState {
  readonly taskRunId: string;
  readonly state: State;
}

export class TaskRunStateRepository {
  constructor(private readonly database: Database) {}

  /** Inserts states that are not there; gives the ids of those that were new. */
  async insert(states: readonly TaskRunState[]): Promise<Set<string>> {
    if (states.length === 0) return new Set();
    const inserted = await this.database
      .insert(taskRunStates)
      .values(
        states.map(({ taskRunId, state }) => ({
          ...state,
          data: state.data ?? null,
          task_run_id: taskRunId,
          cache_key: state.state_details.cache_key,
        })),
      )
      .onConflictDoNothing()
      .returning({ id: taskRunStates.id });
    return new Set(inserted.map(({ id }) => id));
  }

  async find(id: string): Promise<State | undefined> {
    if (!isStorableId(id)) return undefined;
    const [row] = await this.database.select().from(taskRunStates).where(eq(taskRunStates.id, id));
    return row && toState(row);
  }

  /** A run's states, first to last; none for a run that is not there. */
  async listByRun(taskRunId: string): Promise<State[]> {
    if (!isStorableId(taskRunId)) return [];
    const rows = await this.database
      .select()
      .from(taskRunStates)
      .where(eq(taskRunStates.task_run_id, taskRunId))
      .orderBy(asc(taskRunStates.timestamp), asc(taskRunStates.id));
    return rows.map(toState);
  }

  /** The states of every task run of a flow run, first to last, without what they hold. */
  async listOfFlowRun(flowRunId: string): Promise<(BriefState & { readonly taskRunId: string })[]> {
    if (!isStorableId(flowRunId)) return [];
    const { id, task_run_id: taskRunId, type, name, timestamp } = taskRunStates;
    return this.database
      .select({ taskRunId, type, name, timestamp })
      .from(taskRunStates)
      .innerJoin(taskRuns, eq(taskRuns.id, taskRunId))
      .where(eq(taskRuns.flow_run_id, flowRunId))
      .orderBy(asc(timestamp), asc(id));
  }

  /** The latest COMPLETED state under a cache key, unless it has expired. */
  async findCached(cacheKey: string, now: string): Promise<State | undefined> {
    const [row] = await this.database
      .select()
      .from(taskRunStates)
      .where(and(eq(taskRunStates.cache_key, cacheKey), eq(taskRunStates.type, 'COMPLETED')))
      .orderBy(desc(taskRunStates.timestamp))
      .limit(1);
    if (!row) return undefined;
    const expiration = row.state_details.cache_expiration;
    return expiration !== null && compareInstants(expiration, now) <= 0 ? undefined : toState(row);
  }
}
