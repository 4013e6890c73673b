// What recording changes on the rows of flow runs, many runs in one statement: the rows come as one JSON text, since a
// statement a run is what recording many runs at once would spend its time on.
import { sql, type SQL } from 'drizzle-orm';
import type { FlowRunPolicy } from '../../domain/flow-runs.js';
import type { RunProgress } from '../../domain/run-progress.js';
import { flowRuns } from '../schema/index.js';

/** A run's columns after its records. */
export interface RecordedMove extends RunProgress {
  readonly id: string;
  readonly name: string;
  /** Null leaves the policy as it is: no state was entered. */
  readonly empirical_policy: FlowRunPolicy | null;
  readonly workflow_id: string;
  readonly task_queue: string;
  readonly flow_version: string | null;
  readonly record_sequence: number;
}

const PROGRESS = [
  'state_id',
  'state_type',
  'state_name',
  'state_timestamp',
  'run_count',
  'expected_start_time',
  'next_scheduled_start_time',
  'start_time',
  'end_time',
  'total_run_time',
] as const satisfies readonly (keyof RunProgress)[];
const OVERWRITTEN = [...PROGRESS, 'name', 'workflow_id', 'task_queue', 'flow_version', 'record_sequence'] as const;

/** The statement that writes moves over runs that are locked. */
export function moveRecordedRuns(moves: readonly RecordedMove[], updated: string): SQL {
  const assignments = OVERWRITTEN.map((column) => sql`${sql.identifier(column)} = moved.${sql.identifier(column)}`);
  const rows = JSON.stringify(moves.map(readable));
  return sql`
    update ${flowRuns} as run
    set ${sql.join(assignments, sql`, `)}, updated = ${updated}::timestamptz,
      empirical_policy = coalesce(moved.empirical_policy, run.empirical_policy)
    from json_populate_recordset(null::${flowRuns}, ${rows}::json) as moved
    where run.id = moved.id`;
}

/** NUL, which no column holds, and halves of surrogate pairs, which no JSON text gives to one. */
const UNREADABLE = /[\u0000\p{Surrogate}]/gu;

/** The move with texts that every column takes. */
function readable(move: RecordedMove): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(move).map(([column, value]): [string, unknown] => [
      column,
      typeof value === 'string' ? value.replaceAll(UNREADABLE, '\uFFFD') : value,
    ]),
  );
}
