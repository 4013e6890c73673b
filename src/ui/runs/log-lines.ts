// The lines of a log in the order they were written, as they arrive: mostly one after another, but lines of tasks on other
// machines may come late. Pure.
import type { Log } from '../../domain/logs.js';

/** Adds lines behind others; those that were written earlier go where they belong. */
export function addLines(lines: readonly Log[], added: readonly Log[]): readonly Log[] {
  const all = [...lines, ...added];
  for (let index = Math.max(1, lines.length); index < all.length; index += 1) {
    if ((all[index - 1] as Log).timestamp > (all[index] as Log).timestamp)
      return all.sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  }
  return all;
}
