// The task of talking-flows.ts: what was noted under a name, in order, kept in the test's own process.
export type TalkingTasks = typeof talkingTasks;

const notes = new Map<string, unknown[]>();

/** What was noted under a name so far. */
export function notesOf(name: string): readonly unknown[] {
  return notes.get(name) ?? [];
}

export const talkingTasks = {
  async note(name: string, value: unknown): Promise<void> {
    const list = notes.get(name) ?? [];
    notes.set(name, [...list, value]);
  },
};
