// What a run's page shows, as it stands in its address: the tab, and what the log is narrowed to.
const LONGEST_TEXT = 200;

export interface LogSearch {
  /** This level and above. @default 0, all of them */
  readonly level?: number;
  /** Words; those with a leading `-` are excluded. */
  readonly text?: string;
}

export interface RunPlace extends LogSearch {
  readonly tab?: string;
}

/** Reads an address; what does not fit is left out. */
export function readRunPlace({ tab, level, text }: Record<string, unknown>): RunPlace {
  const least = Number(level);
  return {
    tab: typeof tab === 'string' && tab !== '' ? tab : undefined,
    level: Number.isInteger(least) && least > 0 ? least : undefined,
    // What looks like a number is read as one from the address.
    text:
      (typeof text === 'string' || typeof text === 'number' ? String(text).slice(0, LONGEST_TEXT) : '') || undefined,
  };
}
