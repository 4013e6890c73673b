// A platform that keeps what runs tell it and checks the promise as it comes in: wire documents that parse, records in
// order, no gap, and a repeat only of what was sent before, word for word. It can be away for a while, or lose answers.
import { runRecordBatchSchema, type RunRecord, type RunRecordBatch } from '../../src/domain/run-records.js';
import { SluiceError } from '../../src/domain/errors.js';
import type { LogCreate } from '../../src/domain/logs.js';
import type { WorkerRegistration } from '../../src/domain/flows.js';
import type { InputDelivery, Platform } from '../../src/contract/platform.js';
import type { State } from '../../src/domain/states.js';

type RecordOf<Type extends RunRecord['type']> = Extract<RunRecord, { type: Type }>;

export class RecordingPlatform {
  readonly batches: RunRecordBatch[] = [];
  readonly logs: LogCreate[] = [];
  readonly registrations: WorkerRegistration[] = [];
  readonly deliveries: InputDelivery[] = [];
  /** Calls of recordRun, answered or not. */
  recordCalls = 0;
  /** While set, nothing is taken and every call fails as if nobody listened. */
  away = false;
  /** How many of the next batches are taken without an answer, as when a connection breaks. */
  lostAnswers = 0;
  /** Records that were refused one by one. */
  refusedRecords = 0;
  /** Refuses a batch for good when this says so. */
  refuses: (batch: RunRecordBatch) => boolean = () => false;
  private readonly records = new Map<string, RunRecord[]>();

  readonly platform = {
    recordRun: (batch: RunRecordBatch) => this.recordRun(batch),
    writeLogs: async (lines: readonly LogCreate[]) => {
      this.refuseWhileAway();
      for (const line of lines) if (!this.logs.some(({ id }) => id === line.id)) this.logs.push(line);
    },
    registerWorker: async (registration: WorkerRegistration) => {
      this.refuseWhileAway();
      this.registrations.push(registration);
    },
    sendInput: async (delivery: InputDelivery) => {
      this.refuseWhileAway();
      this.deliveries.push(delivery);
    },
    readFlowRunEnd: async () => null,
    claimSlots: async () => ({ status: 'unlimited' as const }),
  } satisfies Partial<Platform> as unknown as Platform;

  /** Every record of a run so far, in order. */
  recordsOf(flowRunId: string): readonly RunRecord[] {
    return this.records.get(flowRunId) ?? [];
  }

  /** A run's records of one type. */
  of<Type extends RunRecord['type']>(flowRunId: string, type: Type): RecordOf<Type>[] {
    return this.recordsOf(flowRunId).filter((record): record is RecordOf<Type> => record.type === type);
  }

  /** The states a run went through. */
  statesOf(flowRunId: string): State[] {
    return this.of(flowRunId, 'flow-run-state').map(({ state }) => state);
  }

  /** Their names. */
  stateNames(flowRunId: string): string[] {
    return this.statesOf(flowRunId).map(({ name }) => name);
  }

  /** State names of the task runs whose names begin so, by name. */
  taskStateNames(flowRunId: string, prefix = ''): Record<string, string[]> {
    const byName: Record<string, string[]> = {};
    for (const { task_run, state } of this.of(flowRunId, 'task-run-state')) {
      if (task_run.name.startsWith(prefix)) (byName[task_run.name] ??= []).push(state.name);
    }
    return byName;
  }

  /** Messages of a run's own log lines. */
  messages(flowRunId: string): string[] {
    return this.of(flowRunId, 'log').map(({ message }) => message);
  }

  private async recordRun(raw: RunRecordBatch): Promise<void> {
    this.recordCalls += 1;
    this.refuseWhileAway();
    const batch = runRecordBatchSchema.parse(raw);
    const known = this.records.get(batch.flow_run.id) ?? [];
    if (this.refuses(batch)) {
      // A single record that is refused leaves a gap behind; nobody sends it again.
      if (batch.records.length === 1) this.refusedRecords += known.push(...batch.records) > 0 ? 1 : 0;
      this.records.set(batch.flow_run.id, known);
      throw new SluiceError('request-invalid', 'This cannot be recorded.');
    }
    for (const record of batch.records) {
      const before = known[record.sequence];
      if (before) {
        if (JSON.stringify(before) !== JSON.stringify(record)) throw new Error(`Record ${record.sequence} changed.`);
      } else if (record.sequence !== known.length) {
        throw new Error(`Expected record ${known.length} of ${batch.flow_run.id}, got ${record.sequence}.`);
      } else {
        known.push(record);
      }
    }
    this.records.set(batch.flow_run.id, known);
    this.batches.push(batch);
    if (this.lostAnswers > 0) {
      this.lostAnswers -= 1;
      throw new SluiceError('platform-unavailable', 'The connection broke before the answer came.');
    }
  }

  private refuseWhileAway(): void {
    if (this.away) throw new SluiceError('platform-unavailable');
  }
}
