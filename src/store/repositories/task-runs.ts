// Task runs: head rows with their current state joined.
import { and, asc, count, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { TaskRunSort } from '../../domain/filters/task-run-filter.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { overwriteAll } from '../overwrite.js';
import { taskRuns, taskRunStates } from '../schema/index.js';
import { taskRunListCondition } from './flow-run-conditions.js';
import type { ListPage } from './flow-runs.js';
import { RECORDED_TASK_COLUMNS, toStoredTaskRun, type RecordedTaskRun, type StoredTaskRun } from './run-rows.js';
import { readRunHistory, type HistoryCell, type HistorySpan } from './run-history.js';
import { isStorableId } from './storable-id.js';

/** A new row; what is left out has its default. */
export type TaskRunInsert = Omit<typeof taskRuns.$inferInsert, 'created' | 'updated'> & { readonly created?: string };
/** Columns to change; `undefined` leaves a column as it is. */
export type TaskRunPatch = Partial<Omit<typeof taskRuns.$inferInsert, 'id' | 'created' | 'updated'>>;

const ORDER: Readonly<Record<TaskRunSort, readonly SQL[]>> = {
  ID_DESC: [desc(taskRuns.id)],
  EXPECTED_START_TIME_ASC: [sql`${taskRuns.expected_start_time} asc nulls first`, desc(taskRuns.id)],
  EXPECTED_START_TIME_DESC: [sql`${taskRuns.expected_start_time} desc nulls last`, asc(taskRuns.id)],
  NAME_ASC: [asc(taskRuns.name), asc(taskRuns.id)],
  NAME_DESC: [desc(taskRuns.name), desc(taskRuns.id)],
  NEXT_SCHEDULED_START_TIME_ASC: [sql`${taskRuns.next_scheduled_start_time} asc nulls last`, asc(taskRuns.id)],
  END_TIME_DESC: [sql`${taskRuns.end_time} desc nulls last`, asc(taskRuns.id)],
};

export class TaskRunRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts task runs unless one with the id, or the same call of the same flow run, is there; gives the new ids. */
  async insert(rows: readonly TaskRunInsert[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    const now = this.instant();
    const inserted = await this.database
      .insert(taskRuns)
      .values(rows.map((row) => ({ created: now, ...row, updated: now })))
      .onConflictDoNothing()
      .returning({ id: taskRuns.id });
    return new Set(inserted.map(({ id }) => id));
  }

  async find(id: string): Promise<StoredTaskRun | undefined> {
    return isStorableId(id) ? (await this.select(eq(taskRuns.id, id)))[0] : undefined;
  }

  /** Those of the task runs that are there, with what recording needs. */
  async findForRecord(ids: readonly string[]): Promise<RecordedTaskRun[]> {
    const storable = ids.filter(isStorableId);
    if (storable.length === 0) return [];
    return this.database.select(RECORDED_TASK_COLUMNS).from(taskRuns).where(inArray(taskRuns.id, storable));
  }

  /** Reads a task run and keeps others from changing it until the transaction ends. */
  async lock(id: string): Promise<StoredTaskRun | undefined> {
    if (!isStorableId(id)) return undefined;
    const [row] = await this.selectWithState().where(eq(taskRuns.id, id)).for('update', { of: taskRuns });
    return row && toStoredTaskRun(row.run, row.state, this.instant());
  }

  /** The task run of a call: the n-th call of a task in a flow run. */
  async findByCall(flowRunId: string, taskKey: string, dynamicKey: string): Promise<StoredTaskRun | undefined> {
    const found = await this.select(
      and(eq(taskRuns.flow_run_id, flowRunId), eq(taskRuns.task_key, taskKey), eq(taskRuns.dynamic_key, dynamicKey)),
    );
    return found[0];
  }

  /** The task runs of a flow run that have not ended. */
  async listUnfinished(flowRunId: string): Promise<StoredTaskRun[]> {
    const unfinished = sql`${taskRuns.state_type} not in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')`;
    return this.select(and(eq(taskRuns.flow_run_id, flowRunId), unfinished));
  }

  async list(filters: RunFilters, sort: TaskRunSort, { limit, offset }: ListPage): Promise<StoredTaskRun[]> {
    const rows = await this.selectWithState()
      .where(taskRunListCondition(filters))
      .orderBy(...ORDER[sort])
      .limit(limit)
      .offset(offset);
    const now = this.instant();
    return rows.map(({ run, state }) => toStoredTaskRun(run, state, now));
  }

  async count(filters: RunFilters): Promise<number> {
    const [row] = await this.database.select({ count: count() }).from(taskRuns).where(taskRunListCondition(filters));
    return row?.count ?? 0;
  }

  /** Counts task runs by interval of their expected start, and state. */
  async readHistory(filters: RunFilters, span: HistorySpan): Promise<HistoryCell[]> {
    return readRunHistory(this.database, taskRuns, taskRunListCondition(filters), span, this.instant());
  }

  /** Writes whole rows over task runs that are there. */
  async put(rows: readonly TaskRunInsert[]): Promise<void> {
    if (rows.length === 0) return;
    const now = this.instant();
    await this.database
      .insert(taskRuns)
      .values(rows.map((row) => ({ created: now, ...row, updated: now })))
      .onConflictDoUpdate({ target: taskRuns.id, set: overwriteAll(taskRuns, ['id', 'created']) });
  }

  /** Changes a task run; tells whether there is one. */
  async update(id: string, patch: TaskRunPatch): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const updated = await this.database
      .update(taskRuns)
      .set({ ...patch, updated: this.instant() })
      .where(eq(taskRuns.id, id))
      .returning({ id: taskRuns.id });
    return updated.length > 0;
  }

  /** Deletes a task run with its states; tells whether there was one. */
  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const deleted = await this.database.delete(taskRuns).where(eq(taskRuns.id, id)).returning({ id: taskRuns.id });
    return deleted.length > 0;
  }

  private async select(condition: SQL | undefined): Promise<StoredTaskRun[]> {
    const rows = await this.selectWithState().where(condition);
    const now = this.instant();
    return rows.map(({ run, state }) => toStoredTaskRun(run, state, now));
  }

  private selectWithState() {
    return this.database
      .select({ run: taskRuns, state: taskRunStates })
      .from(taskRuns)
      .leftJoin(taskRunStates, eq(taskRunStates.id, taskRuns.state_id));
  }

  private instant(): string {
    return toInstant(this.now());
  }
}
