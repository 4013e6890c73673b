// How the engine tells a task that is started again, since its worker was lost, how far it had come: by one more argument,
// which the worker takes off before task code sees the rest. Temporal keeps what a heartbeat said for retries of its own
// only, and ours are activities anew.

const RESUMED_FROM = 'sluice_heartbeat_details';

/** The argument that carries what the last heartbeat said. */
export function resumedFrom(details: unknown): unknown {
  return { [RESUMED_FROM]: details };
}

/** Takes that argument off again, where there is one. */
export function splitResumedFrom(args: readonly unknown[]): { readonly args: unknown[]; readonly details: unknown } {
  const last = args.at(-1);
  const carries = typeof last === 'object' && last !== null && Object.keys(last).join() === RESUMED_FROM;
  if (!carries) return { args: [...args], details: undefined };
  return { args: args.slice(0, -1), details: (last as Record<string, unknown>)[RESUMED_FROM] };
}
