// Records of one type out of a batch.
import type { RunRecord } from '../../domain/run-records.js';

export type RecordOf<Type extends RunRecord['type']> = Extract<RunRecord, { type: Type }>;

export function recordsOf<Type extends RunRecord['type']>(records: readonly RunRecord[], type: Type): RecordOf<Type>[] {
  return records.filter((record): record is RecordOf<Type> => record.type === type);
}
