// The types of states, without the schemas of documents: what the web page and the client need of states, at no cost of a
// schema library.

export const STATE_TYPES = [
  'SCHEDULED',
  'PENDING',
  'RUNNING',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'CRASHED',
  'PAUSED',
  'CANCELLING',
] as const;
export type StateType = (typeof STATE_TYPES)[number];

const TERMINAL_TYPES: ReadonlySet<StateType> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED']);

/** COMPLETED, FAILED, CANCELLED and CRASHED end a run. */
export function isTerminal(type: StateType): boolean {
  return TERMINAL_TYPES.has(type);
}
