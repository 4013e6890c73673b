// What happens on the server reaches the page by one stream of events. An event makes what it is about old, so that what
// is on the screen is read again; bursts are taken together.
import { useEffect, useSyncExternalStore } from 'react';
import type { ReceivedEvent } from '../../domain/events/event.js';
import { api } from './connection.js';
import { queryClient } from './query-client.js';

const GATHER_MS = 400;
const RETRY_MS = 3_000;

const watchers = new Set<() => void>();
let connected = false;
let wasConnected = false;

function setConnected(value: boolean): void {
  if (connected === value) return;
  connected = value;
  // What could not be asked for meanwhile, or was missed, is asked for now.
  if (connected && wasConnected) void queryClient.invalidateQueries();
  wasConnected ||= connected;
  for (const watcher of watchers) watcher();
}

/** Which answers an event makes old, by the first part of their key. */
function subjectsOf(event: ReceivedEvent): string[] {
  const { event: name } = event;
  if (name.startsWith('prefect.flow-run.') || name.startsWith('prefect.task-run.'))
    return isOfUnknownFlow(event) ? ['runs', 'run', 'flows'] : ['runs', 'run'];
  if (name.startsWith('prefect.automation.')) return ['automations', 'automation'];
  if (name.startsWith('prefect.deployment.')) return ['deployments', 'deployment'];
  if (name.startsWith('prefect.work-')) return ['catalogue'];
  return [];
}

/** A run of a flow whose name the page does not know yet. */
function isOfUnknownFlow({ related }: ReceivedEvent): boolean {
  const known = queryClient.getQueryData<readonly { readonly id: string }[]>(['flows']);
  const flow = related.find((one) => one['prefect.resource.role'] === 'flow')?.['prefect.resource.id'];
  return known !== undefined && flow !== undefined && !known.some(({ id }) => flow === `prefect.flow.${id}`);
}

/** Follows the server for as long as a component that calls this is shown. */
export function useLiveUpdates(enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return;
    const ending = new AbortController();
    void follow(ending.signal);
    return () => ending.abort();
  }, [enabled]);
}

async function follow(signal: AbortSignal): Promise<void> {
  const old = new Set<string>(['events']);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    for (const subject of old) void queryClient.invalidateQueries({ queryKey: [subject] });
    old.clear();
  };
  while (!signal.aborted) {
    try {
      const stream = await api.streamEvents({ signal, onConnection: setConnected });
      setConnected(true);
      for await (const event of stream) {
        for (const subject of [...subjectsOf(event), 'events']) old.add(subject);
        timer ??= setTimeout(flush, GATHER_MS);
      }
    } catch {
      // Tried again below; the shell says meanwhile that nothing comes in.
    }
    setConnected(false);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  clearTimeout(timer);
}

/** Tells whether events come in. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    () => connected,
  );
}
