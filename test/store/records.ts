// Rows and records for store and service tests: whole documents of which a test says only what it is about.
import { randomUUID } from 'node:crypto';
import { automationCreateSchema } from '../../src/domain/automations/automation.js';
import { deriveId } from '../../src/domain/ids.js';
import { flowRunPolicySchema, type FlowRun } from '../../src/domain/flow-runs.js';
import type { FlowRunHead, RunRecord } from '../../src/domain/run-records.js';
import { NO_PROGRESS } from '../../src/domain/run-progress.js';
import { createState, type State, type StateCreate } from '../../src/domain/states.js';
import { taskRunPolicySchema } from '../../src/domain/task-runs.js';
import type { FlowRunInsert, Store, TaskRunInsert } from '../../src/store/store.js';

/** The time it is in the stores of these tests. */
export const NOW = '2026-03-01T00:00:00.000000Z';
export const POLICY = flowRunPolicySchema.parse({});

/** A state at an instant. */
export function stateAt(timestamp: string, state: StateCreate): State {
  return createState(state, randomUUID(), timestamp);
}

export function flowRunRow(flowId: string, rest: Partial<FlowRunInsert> = {}): FlowRunInsert {
  return {
    id: randomUUID(),
    ...NO_PROGRESS,
    name: 'a-run',
    flow_id: flowId,
    parameters: {},
    context: {},
    empirical_policy: POLICY,
    tags: [],
    labels: {},
    ...rest,
  };
}

export function taskRunRow(flowRunId: string | null, rest: Partial<TaskRunInsert> = {}): TaskRunInsert {
  return {
    id: randomUUID(),
    ...NO_PROGRESS,
    name: 'a-task',
    flow_run_id: flowRunId,
    task_key: 'task',
    dynamic_key: randomUUID(),
    empirical_policy: taskRunPolicySchema.parse({}),
    tags: [],
    labels: {},
    task_inputs: {},
    ...rest,
  };
}

export function automationRow(): Parameters<Store['automations']['insert']>[0] {
  const automation = automationCreateSchema.parse({
    name: 'an-automation',
    trigger: { type: 'event', posture: 'Reactive', expect: ['something'], threshold: 1 },
    actions: [{ type: 'do-nothing' }],
  });
  return { ...automation, id: randomUUID(), owner_resource: null };
}

export function flowRunHead(rest: Partial<FlowRunHead> = {}): FlowRunHead {
  const id = rest.id ?? randomUUID();
  return {
    id,
    name: 'a-run',
    flow_name: 'orders',
    flow_version: null,
    workflow_id: id,
    task_queue: 'orders',
    parameters: { n: 1 },
    tags: ['t'],
    deployment_id: null,
    parent_task_run_id: null,
    empirical_policy: POLICY,
    created: '2026-01-01T00:00:00.000000Z',
    ...rest,
  };
}

const START_US = Date.parse('2026-01-01T00:00:00Z') * 1000;

/** Numbers records as a run does, with ids made from run and sequence and a second between them. */
export class RecordWriter {
  readonly records: RunRecord[] = [];

  constructor(readonly head: FlowRunHead) {}

  /** The instant of the next record. */
  get instant(): string {
    return new Date(START_US / 1000 + this.records.length * 1000).toISOString().replace('Z', '000Z');
  }

  state(state: StateCreate, runCount: number, policy: FlowRun['empirical_policy'] = POLICY): this {
    const whole = createState(state, deriveId(this.head.id, 'state', this.records.length), this.instant);
    return this.push({ type: 'flow-run-state', state: whole, run_count: runCount, empirical_policy: policy });
  }

  task(dynamicKey: string, state: StateCreate, runCount: number): this {
    const id = deriveId(this.head.id, 'task', dynamicKey);
    const whole = createState(state, deriveId(id, 'state', this.records.length), this.instant);
    return this.push({
      type: 'task-run-state',
      task_run: {
        id,
        name: `fetch-${dynamicKey}`,
        task_key: 'fetch',
        dynamic_key: dynamicKey,
        tags: [],
        cache_key: null,
        cache_expiration: null,
        empirical_policy: taskRunPolicySchema.parse({}),
        task_inputs: {},
      },
      state: whole,
      run_count: runCount,
      flow_run_run_count: 1,
    });
  }

  log(message: string): this {
    return this.push({ type: 'log', name: 'flow', level: 20, message, timestamp: this.instant, task_run_id: null });
  }

  input(key: string, value: unknown): this {
    return this.push({
      type: 'input',
      key,
      value: JSON.stringify(value),
      sender: null,
      timestamp: this.instant,
    });
  }

  rename(name: string): this {
    return this.push({ type: 'flow-run-name', name });
  }

  push(record: DistributiveOmit<RunRecord, 'id' | 'sequence'>): this {
    const sequence = this.records.length;
    this.records.push({ ...record, id: deriveId(this.head.id, 'record', sequence), sequence });
    return this;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** A new flow in a store; its id. */
export async function insertFlow(store: Store, name = `flow-${randomUUID()}`, tags: string[] = []): Promise<string> {
  const id = randomUUID();
  await store.flows.insert(id, { name, tags, labels: {} });
  return id;
}
