// Cron expressions: what is accepted, and how Temporal is told. Temporal wants a day to fit both of its fields, the month's
// and the week's; cron is content with one, so such an expression becomes two.

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}
const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: MONTHS },
  { name: 'day of the week', from: 0, to: 7, names: DAYS },
];

const ALIASES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** What is wrong with an expression, as a sentence that follows the name of its field; null when nothing is. */
export function checkCron(cron: string): string | null {
  const fields = split(cron);
  if (fields.length !== FIELDS.length) {
    return `must have five fields (minute, hour, day of the month, month, day of the week), found ${JSON.stringify(cron)}`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const problem = checkField(fields[index] ?? '', field);
    if (problem !== null) return `is not a cron expression: ${problem}`;
  }
  return null;
}

/**
 * The expressions by which Temporal comes to the same times.
 *
 * @param dayOr - whether a day that fits either the month's field or the week's is enough
 */
export function toTemporalCron(cron: string, dayOr: boolean): string[] {
  const [minute, hour, day, month, weekday] = split(cron).map((field) => field.toUpperCase()) as [
    string,
    string,
    string,
    string,
    string,
  ];
  // As in cron itself, a field that begins with a star leaves the day to the other one.
  const either = dayOr && !day.startsWith('*') && !weekday.startsWith('*');
  const days: readonly (readonly [string, string])[] = either
    ? [
        [day, '*'],
        ['*', weekday],
      ]
    : [[day, weekday]];
  return days.map(([dayOfMonth, dayOfWeek]) => [minute, hour, dayOfMonth, month, dayOfWeek].join(' '));
}

function split(cron: string): string[] {
  const text = cron.trim();
  return (ALIASES[text.toLowerCase()] ?? text).split(/\s+/);
}

function checkField(text: string, field: Field): string | null {
  for (const part of text.split(',')) {
    const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part);
    const [, first = '', last, step] = match ?? [];
    const ends = [first, last ?? first].map((end) => (end === '*' ? field.from : readNumber(end, field)));
    const [start = Number.NaN, end = Number.NaN] = ends;
    const fits = match !== null && start <= end && start >= field.from && end <= field.to && !(first === '*' && last);
    if (!fits || (step !== undefined && Number(step) < 1)) {
      return `the ${field.name} must be within ${field.from} and ${field.to}, found '${part}'`;
    }
  }
  return null;
}

function readNumber(text: string, { names = [], from }: Field): number {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names.indexOf(text.toUpperCase());
  return index < 0 ? Number.NaN : index + from;
}
