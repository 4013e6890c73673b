// What `sluice doctor` finds: one thing it looked at, how it is, and what to do about it.
export type FindingStatus = 'ok' | 'warning' | 'failed';

export interface Finding {
  readonly name: string;
  readonly status: FindingStatus;
  readonly found: string;
  /** What to do about it; null when nothing is to be done. */
  readonly mend: string | null;
}

export const ok = (name: string, found: string): Finding => ({ name, status: 'ok', found, mend: null });

export const warning = (name: string, found: string, mend: string): Finding => ({
  name,
  status: 'warning',
  found,
  mend,
});

export const failed = (name: string, found: string, mend: string): Finding => ({ name, status: 'failed', found, mend });

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
