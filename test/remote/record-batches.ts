// Batches of records as a worker sends them, for tests of whoever takes them.
import { randomUUID } from 'node:crypto';
import type { FlowRunHead, RunRecord, RunRecordBatch } from '../../src/domain/run-records.js';
import { createState, type StateCreate } from '../../src/domain/states.js';

const AT = '2026-01-01T00:00:00.000000Z';
const POLICY = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  pause_keys: [],
  resuming: false,
  retry_type: null,
};

/** Who the run is; a worker serves it. */
export function headOf(id: string): FlowRunHead {
  return {
    id,
    name: 'brave-otter',
    flow_name: 'recorded-elsewhere',
    flow_version: null,
    workflow_id: id,
    task_queue: 'queue-a',
    parameters: {},
    tags: [],
    deployment_id: null,
    parent_task_run_id: null,
    empirical_policy: POLICY,
    created: AT,
  };
}

/** The run entered a state, `sequence` seconds after it started. */
export function stateRecord(runId: string, sequence: number, proposed: StateCreate): RunRecord {
  const timestamp = AT.replace('00.000000', `0${sequence}.000000`);
  const details = { ...proposed.state_details, flow_run_id: runId };
  const state = createState({ ...proposed, state_details: details }, randomUUID(), timestamp);
  return { id: state.id, sequence, type: 'flow-run-state', state, run_count: 1, empirical_policy: POLICY };
}

/** The run wrote a log line. */
export function logRecord(sequence: number): RunRecord {
  return {
    id: randomUUID(),
    sequence,
    type: 'log',
    name: 'sluice.flow_runs',
    level: 20,
    message: `line ${sequence}`,
    timestamp: AT,
    task_run_id: null,
  };
}

/** A run that waits in a bare pause. */
export function pausedBatch(id: string): RunRecordBatch {
  const details = { pause_key: '1', pause_timeout: null };
  const records = [
    stateRecord(id, 0, { type: 'RUNNING' }),
    stateRecord(id, 1, { type: 'PAUSED', name: 'Paused', state_details: details }),
  ];
  return { flow_run: headOf(id), records };
}
