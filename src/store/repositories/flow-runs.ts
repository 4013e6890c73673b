// Flow runs: the head rows of the read model, with their current state joined.
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { FlowRunSort } from '../../domain/filters/flow-run-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { deletedFlowRuns, flowRuns, flowRunStates, flows, taskRuns } from '../schema/index.js';
import { flowRunListCondition } from './flow-run-conditions.js';
import { readAverageLateness, readRunHistory, type HistoryCell, type HistorySpan } from './run-history.js';
import { isStorableId } from './storable-id.js';
import { moveRecordedRuns, type RecordedMove } from './recorded-moves.js';
import { RECORDED_COLUMNS, toStoredFlowRun, type RecordedFlowRun, type StoredFlowRun } from './run-rows.js';

/** A new row; what is left out has its default. */
export type FlowRunInsert = Omit<typeof flowRuns.$inferInsert, 'created' | 'updated'> & { readonly created?: string };
/** Columns to change; `undefined` leaves a column as it is. */
export type FlowRunPatch = Partial<Omit<typeof flowRuns.$inferInsert, 'id' | 'created' | 'updated'>>;

export interface ListPage {
  readonly limit: number;
  readonly offset: number;
}

const byStart = sql`coalesce(${flowRuns.start_time}, ${flowRuns.expected_start_time})`;
const ORDER: Readonly<Record<FlowRunSort, readonly SQL[]>> = {
  ID_DESC: [desc(flowRuns.id)],
  START_TIME_ASC: [sql`${byStart} asc nulls first`, desc(flowRuns.id)],
  START_TIME_DESC: [sql`${byStart} desc nulls last`, asc(flowRuns.id)],
  EXPECTED_START_TIME_ASC: [sql`${flowRuns.expected_start_time} asc nulls first`, desc(flowRuns.id)],
  EXPECTED_START_TIME_DESC: [sql`${flowRuns.expected_start_time} desc nulls last`, asc(flowRuns.id)],
  NAME_ASC: [asc(flowRuns.name), asc(flowRuns.id)],
  NAME_DESC: [desc(flowRuns.name), desc(flowRuns.id)],
  NEXT_SCHEDULED_START_TIME_ASC: [sql`${flowRuns.next_scheduled_start_time} asc nulls last`, asc(flowRuns.id)],
  END_TIME_DESC: [sql`${flowRuns.end_time} desc nulls last`, asc(flowRuns.id)],
};

const UNFINISHED = sql`${flowRuns.state_type} not in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')`;

export class FlowRunRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts a run unless one with its id, or its flow and idempotency key, is there. Tells whether it did. */
  async insert(row: FlowRunInsert): Promise<boolean> {
    const now = this.instant();
    const inserted = await this.database
      .insert(flowRuns)
      .values({ created: now, ...row, updated: now })
      .onConflictDoNothing()
      .returning({ id: flowRuns.id });
    return inserted.length > 0;
  }

  async find(id: string): Promise<StoredFlowRun | undefined> {
    return isStorableId(id) ? this.first(eq(flowRuns.id, id)) : undefined;
  }

  /** Reads a run and keeps others from changing it until the transaction ends. */
  async lock(id: string): Promise<StoredFlowRun | undefined> {
    if (!isStorableId(id)) return undefined;
    const [row] = await this.selectWithState().where(eq(flowRuns.id, id)).for('update', { of: flowRuns });
    return row && toStoredFlowRun(row.run, row.state, this.instant());
  }

  /** Locks those of the runs that are there, in one order everywhere; gives all that recording needs of each. */
  async lockForRecord(ids: readonly string[]): Promise<RecordedFlowRun[]> {
    const storable = ids.filter(isStorableId);
    if (storable.length === 0) return [];
    return this.database
      .select(RECORDED_COLUMNS)
      .from(flowRuns)
      .innerJoin(flows, eq(flows.id, flowRuns.flow_id))
      .where(inArray(flowRuns.id, storable))
      .orderBy(asc(flowRuns.id))
      .for('update', { of: flowRuns });
  }

  /** Inserts runs unless one with the id is there; gives the ids of those that were new. */
  async insertRecorded(rows: readonly FlowRunInsert[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    const now = this.instant();
    const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
    const inserted = await this.database
      .insert(flowRuns)
      .values(sorted.map((row) => ({ created: now, ...row, updated: now })))
      .onConflictDoNothing()
      .returning({ id: flowRuns.id });
    return new Set(inserted.map(({ id }) => id));
  }

  /** Moves recorded runs on, all in one statement. */
  async moveRecorded(moves: readonly RecordedMove[]): Promise<void> {
    if (moves.length > 0) await this.database.execute(moveRecordedRuns(moves, this.instant()));
  }

  async findByIdempotencyKey(flowId: string, key: string): Promise<StoredFlowRun | undefined> {
    return this.first(and(eq(flowRuns.flow_id, flowId), eq(flowRuns.idempotency_key, key)));
  }

  /** Of several runs that had the workflow id one after another, the latest. */
  async findIdByWorkflowId(workflowId: string): Promise<string | undefined> {
    const [row] = await this.database
      .select({ id: flowRuns.id })
      .from(flowRuns)
      .where(eq(flowRuns.workflow_id, workflowId))
      .orderBy(desc(flowRuns.created), desc(flowRuns.id))
      .limit(1);
    return row?.id;
  }

  /** The page's ids come first: what a deep page steps over is then an index, not whole rows with their states. */
  async list(filters: RunFilters, sort: FlowRunSort, { limit, offset }: ListPage): Promise<StoredFlowRun[]> {
    const page = this.database
      .select({ id: flowRuns.id })
      .from(flowRuns)
      .where(flowRunListCondition(filters))
      .orderBy(...ORDER[sort])
      .limit(limit)
      .offset(offset);
    const rows = await this.selectWithState()
      .where(inArray(flowRuns.id, page))
      .orderBy(...ORDER[sort]);
    const now = this.instant();
    return rows.map(({ run, state }) => toStoredFlowRun(run, state, now));
  }

  /** The runs that a run called as subflows, first to last, each with the task run that stands for the call. */
  async listSubflows(parentRunId: string): Promise<{ id: string; name: string; taskRunId: string }[]> {
    if (!isStorableId(parentRunId)) return [];
    return this.database
      .select({ id: flowRuns.id, name: flowRuns.name, taskRunId: taskRuns.id })
      .from(flowRuns)
      .innerJoin(taskRuns, eq(taskRuns.id, flowRuns.parent_task_run_id))
      .where(eq(taskRuns.flow_run_id, parentRunId))
      .orderBy(asc(flowRuns.created), asc(flowRuns.id));
  }

  async count(filters: RunFilters): Promise<number> {
    const [row] = await this.database.select({ count: count() }).from(flowRuns).where(flowRunListCondition(filters));
    return row?.count ?? 0;
  }

  /** A page of the runs that have not ended and have been in their state since before an instant, by id. */
  async listUnfinished(before: string, afterId: string | null, limit: number): Promise<StoredFlowRun[]> {
    return this.select(
      and(UNFINISHED, lt(flowRuns.state_timestamp, before), afterId === null ? undefined : gt(flowRuns.id, afterId)),
      asc(flowRuns.id),
      limit,
    );
  }

  /** Those of some workflows. */
  async listUnfinishedByWorkflow(workflowIds: readonly string[], before: string): Promise<StoredFlowRun[]> {
    if (workflowIds.length === 0) return [];
    const ofWorkflows = inArray(flowRuns.workflow_id, [...workflowIds]);
    return this.select(and(UNFINISHED, ofWorkflows, lt(flowRuns.state_timestamp, before)), asc(flowRuns.id));
  }

  /** Runs on Temporal that have told nothing since before an instant, though they were to begin before it. */
  async listUnheard(before: string, limit: number): Promise<StoredFlowRun[]> {
    const due = or(isNull(flowRuns.next_scheduled_start_time), lt(flowRuns.next_scheduled_start_time, before));
    const unheard = and(isNotNull(flowRuns.workflow_id), lt(flowRuns.record_sequence, 0));
    return this.select(
      and(UNFINISHED, lt(flowRuns.state_timestamp, before), unheard, due),
      asc(flowRuns.state_timestamp),
      limit,
    );
  }

  /** Recorded runs that are paused beyond their deadline. */
  async listOverduePauses(now: string, limit: number): Promise<StoredFlowRun[]> {
    const overdue = sql`(${flowRunStates.state_details} ->> 'pause_timeout')::timestamptz < ${now}::timestamptz`;
    return this.select(
      and(eq(flowRuns.state_type, 'PAUSED'), isNull(flowRuns.workflow_id), overdue),
      asc(flowRuns.state_timestamp),
      limit,
    );
  }

  /** Changes a run; tells whether there is one. */
  async update(id: string, patch: FlowRunPatch): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const updated = await this.database
      .update(flowRuns)
      .set({ ...patch, updated: this.instant() })
      .where(eq(flowRuns.id, id))
      .returning({ id: flowRuns.id });
    return updated.length > 0;
  }

  /**
   * Deletes runs with what hangs on them, except logs; gives the ids that were there. It is remembered, so that what such a
   * run still tells does not bring it back.
   */
  async delete(ids: readonly string[]): Promise<string[]> {
    const storable = ids.filter(isStorableId);
    if (storable.length === 0) return [];
    const deleted = await this.database
      .delete(flowRuns)
      .where(inArray(flowRuns.id, storable))
      .returning({ id: flowRuns.id });
    const noted = deleted.map(({ id }) => ({ id, deleted: this.instant() }));
    if (noted.length > 0) await this.database.insert(deletedFlowRuns).values(noted).onConflictDoNothing();
    return deleted.map(({ id }) => id);
  }

  /** Counts runs by interval of their expected start, and state. */
  async readHistory(filters: RunFilters, span: HistorySpan): Promise<HistoryCell[]> {
    return readRunHistory(this.database, flowRuns, flowRunListCondition(filters), span, this.instant());
  }

  /** Average seconds that runs are late; null without runs. */
  async readAverageLateness(filters: RunFilters): Promise<number | null> {
    return readAverageLateness(this.database, flowRuns, flowRunListCondition(filters), this.instant());
  }

  /** The name of a run's flow. */
  async findFlowName(id: string): Promise<string | undefined> {
    const [row] = await this.database
      .select({ name: flows.name })
      .from(flowRuns)
      .innerJoin(flows, eq(flows.id, flowRuns.flow_id))
      .where(eq(flowRuns.id, id));
    return row?.name;
  }

  private async first(condition: SQL | undefined): Promise<StoredFlowRun | undefined> {
    return (await this.select(condition, asc(flowRuns.id), 1))[0];
  }

  private async select(condition: SQL | undefined, order: SQL, limit = 10_000): Promise<StoredFlowRun[]> {
    const rows = await this.selectWithState().where(condition).orderBy(order).limit(limit);
    const now = this.instant();
    return rows.map(({ run, state }) => toStoredFlowRun(run, state, now));
  }

  private selectWithState() {
    return this.database
      .select({ run: flowRuns, state: flowRunStates })
      .from(flowRuns)
      .leftJoin(flowRunStates, eq(flowRunStates.id, flowRuns.state_id));
  }

  private instant(): string {
    return toInstant(this.now());
  }
}
