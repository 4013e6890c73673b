// A schedule in words.
import cronstrue from 'cronstrue';
import { describeSpan } from '../parts/moment.js';

/** `At 09:00 AM (Europe/Paris)`, `every 10m`; the rule itself where it is no cron line that can be told in words. */
export function describeSchedule(schedule: unknown): string {
  const { cron, interval, rrule, timezone } = (schedule ?? {}) as Readonly<Record<string, unknown>>;
  const zone = typeof timezone === 'string' ? ` (${timezone})` : '';
  if (typeof cron === 'string') return `${inWords(cron)}${zone}`;
  if (typeof interval === 'number') return `Every ${describeSpan(interval)}${zone}`;
  return typeof rrule === 'string' ? `${rrule}${zone}` : 'A schedule of another kind';
}

function inWords(cron: string): string {
  try {
    return cronstrue.toString(cron);
  } catch {
    return cron;
  }
}
