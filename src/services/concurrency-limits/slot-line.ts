// Who may go in the line before a limit: pure, on the rows of the line. First come, first served: whoever stands before
// you counts, whether it holds its slot or waits for one of another tag. That wastes a slot now and then, and starves
// nobody.
import type { SlotRow } from '../../store/repositories/concurrency-limits.js';

/** The places ahead of a task run in the line of one tag: held ones, and those that came before. */
function placesAhead(line: readonly SlotRow[], tag: string, mine: SlotRow): SlotRow[] {
  return line.filter(
    (place) =>
      place.tag === tag && place.task_run_id !== mine.task_run_id && (place.granted || place.position < mine.position),
  );
}

/** The places that keep a task run from going; none when it may go. */
export function blockersOf(
  line: readonly SlotRow[],
  limits: ReadonlyMap<string, number>,
  taskRunId: string,
): SlotRow[] {
  return line
    .filter(({ task_run_id }) => task_run_id === taskRunId)
    .flatMap((mine) => {
      const ahead = placesAhead(line, mine.tag, mine);
      return ahead.length >= (limits.get(mine.tag) ?? Number.POSITIVE_INFINITY) ? ahead : [];
    });
}

/** Whether a task run goes as soon as one of those in its way does: it is first of those who wait before each tag. */
export function isNextInLine(
  line: readonly SlotRow[],
  limits: ReadonlyMap<string, number>,
  taskRunId: string,
): boolean {
  const mine = line.filter(({ task_run_id }) => task_run_id === taskRunId);
  return mine.every((place) => placesAhead(line, place.tag, place).length <= (limits.get(place.tag) ?? 0));
}

/** Whether a limit of 0 keeps the task run from ever going while it stands. */
export function isShut(line: readonly SlotRow[], limits: ReadonlyMap<string, number>, taskRunId: string): boolean {
  return line.some(({ task_run_id, tag }) => task_run_id === taskRunId && limits.get(tag) === 0);
}

/** Those who wait although nobody is in their way any more. */
export function nextInLine(line: readonly SlotRow[], limits: ReadonlyMap<string, number>): SlotRow[] {
  const waiting = line.filter(({ granted }) => !granted);
  const seen = new Set<string>();
  return waiting.filter((place) => {
    if (seen.has(place.task_run_id)) return false;
    seen.add(place.task_run_id);
    return !isShut(line, limits, place.task_run_id) && blockersOf(line, limits, place.task_run_id).length === 0;
  });
}
