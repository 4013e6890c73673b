// Tasks of the flows in served-flows.ts. They keep count in this process, where the test looks.
export const counts = new Map<string, number>();
export const allowed = new Set<string>();

export const servedTasks = {
  async countUp(key: string): Promise<number> {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  },
  async failUntil(key: string): Promise<void> {
    if (!allowed.has(key)) throw new Error('not yet');
  },
};
export type ServedTasks = typeof servedTasks;
