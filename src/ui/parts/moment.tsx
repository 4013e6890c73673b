// Instants for people: local time, UTC on hover, and relative times that tick. One timer serves all of them.
import { useSyncExternalStore } from 'react';
import { describeDistance } from './span-in-words.js';

const watchers = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (timer === undefined) {
    // Nobody watched for a while, and the clock stood.
    nowMs = Date.now();
    timer = setInterval(() => {
      nowMs = Date.now();
      for (const each of watchers) each();
    }, 1_000);
  }
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const stand = () => () => undefined;

/** The time, once a second; it stands for what has ended (`ticks` false). Milliseconds since the epoch. */
export function useNow(ticks: boolean): number {
  return useSyncExternalStore(ticks ? watch : stand, () => nowMs);
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** An instant in local time. */
export function localTime(iso: string): string {
  return local.format(new Date(iso));
}

/** An instant for a tooltip: in local time and in UTC. */
export function describeInstant(iso: string): string {
  return `${localTime(iso)} · ${utcTime(iso)}`;
}

const utcTime = (iso: string): string => `${new Date(iso).toISOString().replace('T', ' ').slice(0, 19)} UTC`;

/** An instant: relative or local, with the other and UTC on hover. */
export function Moment({ at, exact = false }: { readonly at: string; readonly exact?: boolean }) {
  const atMs = new Date(at).getTime();
  // Drawn again only when the words change: a list shows many, and most change once a minute.
  const words = useSyncExternalStore(watch, () => describeDistance(atMs - nowMs));
  return (
    <time dateTime={at} title={`${exact ? words : localTime(at)} · ${utcTime(at)}`}>
      {exact ? localTime(at) : words}
    </time>
  );
}
