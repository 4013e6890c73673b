// The log of a run out of its stream: the last lines that are there, then those that come in while the log is shown.
import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { ServerStreamOptions } from '../../client/server-stream.js';
import type { Log } from '../../domain/logs.js';
import { openStream } from '../server/connection.js';
import { addLines } from './log-lines.js';
import type { LogSearch } from './log-search.js';

/** The most lines that are held; a longer log is for an editor. */
export const MOST_LINES = 20_000;
const GATHER_MS = 100;

export interface RunLog {
  readonly lines: readonly Log[];
  /** Everything that was there when the log was opened is here. */
  readonly isFilled: boolean;
  /** Older lines are left out. */
  readonly isCut: boolean;
  readonly error: unknown;
}

const EMPTY: RunLog = { lines: [], isFilled: false, isCut: false, error: null };

/** Where a follower of a search stands; undefined: it has shown nothing yet. */
interface Place {
  readonly subject: string;
  lastEventId: string | undefined;
}

/** Follows the log while it is shown; what it showed stays until the first lines of another search are there. */
export function useRunLog(runId: string, { level, text }: LogSearch): RunLog & { readonly retry: () => void } {
  const [log, setLog] = useState(EMPTY);
  const [attempt, setAttempt] = useState(0);
  const followed = useRef<Place>({ subject: '', lastEventId: undefined });
  const isHidden = useDocumentVisibility() === 'hidden';
  useEffect(() => {
    // A browser has few connections for all its tabs: one that nobody sees leaves its own to others.
    if (isHidden) return;
    const subject = JSON.stringify([runId, level, text]);
    if (followed.current.subject !== subject) followed.current = { subject, lastEventId: undefined };
    const ending = new AbortController();
    const path = `/flow_runs/${encodeURIComponent(runId)}/logs/stream`;
    const query = { level, text, last: MOST_LINES + 1 };
    follow({ path, query, signal: ending.signal }, followed.current, setLog).catch((error: unknown) => {
      if (!ending.signal.aborted) setLog((before) => ({ ...before, error }));
    });
    return () => ending.abort();
  }, [runId, level, text, isHidden, attempt]);
  return { ...log, retry: () => setAttempt((before) => before + 1) };
}

type Change = (change: (before: RunLog) => RunLog) => void;

/** Shows what the stream brings, some lines at a time. */
async function follow(options: ServerStreamOptions, place: Place, change: Change): Promise<void> {
  let gathered: Log[] = [];
  let isFilled = false;
  let gatheredId: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (): void => {
    timer = undefined;
    if (options.signal?.aborted) return;
    const [added, filled, isFresh] = [gathered, isFilled, place.lastEventId === undefined];
    gathered = [];
    place.lastEventId = gatheredId;
    change((shown) => {
      const before = isFresh ? EMPTY : shown;
      const all = addLines(before.lines, added);
      return {
        lines: all.slice(-MOST_LINES),
        isFilled: before.isFilled || filled,
        isCut: before.isCut || all.length > MOST_LINES,
        error: null,
      };
    });
  };
  for await (const { id, data } of await openStream({ ...options, lastEventId: place.lastEventId })) {
    if (data === '') isFilled = true;
    else gathered.push(JSON.parse(data) as Log);
    gatheredId = id ?? gatheredId;
    timer ??= setTimeout(show, GATHER_MS);
  }
}
