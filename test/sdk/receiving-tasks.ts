// Tasks of the flows that receive: what is noted stays in the test's process, since variables do not outlive a roll-over.
const notes = new Map<string, unknown[]>();
const setUps = new Map<string, number>();

/** What was noted under a name, in order. */
export function notesOf(name: string): unknown[] {
  return notes.get(name) ?? [];
}

async function note(name: string, value: unknown): Promise<void> {
  notes.set(name, [...notesOf(name), value]);
}

/** How often it was called for the name. */
async function setUp(name: string): Promise<number> {
  const times = (setUps.get(name) ?? 0) + 1;
  setUps.set(name, times);
  return times;
}

export const receivingTasks = { note, setUp };
export type ReceivingTasks = typeof receivingTasks;
