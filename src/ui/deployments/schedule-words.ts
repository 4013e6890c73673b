// A schedule in words.
import cronstrue from 'cronstrue';
import { TIME_UNITS } from '../parts/time-units.js';

/** `At 09:00 AM (Europe/Paris)`, `Every 10 minutes`; the rule itself where it is no cron line that can be told in words. */
export function describeSchedule(schedule: unknown): string {
  const { cron, interval, rrule, timezone } = (schedule ?? {}) as Readonly<Record<string, unknown>>;
  const zone = typeof timezone === 'string' ? ` (${timezone})` : '';
  if (typeof cron === 'string') return `${inWords(cron)}${zone}`;
  if (typeof interval === 'number') return `${everyInWords(interval)}${zone}`;
  return typeof rrule === 'string' ? `${rrule}${zone}` : 'A schedule of another kind';
}

/** `Every day`, `Every 90 minutes`. */
function everyInWords(seconds: number): string {
  const [unit, size] = TIME_UNITS.find(([, each]) => seconds % each === 0) ?? TIME_UNITS[3];
  const count = seconds / size;
  return count === 1 ? `Every ${unit}` : `Every ${count} ${unit}s`;
}

function inWords(cron: string): string {
  try {
    return cronstrue.toString(cron);
  } catch {
    return cron;
  }
}
