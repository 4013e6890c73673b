// Schedules across daylight saving in three zones, north and south, forth and back: what Temporal itself says it will do
// is held to what wall clocks say, for what it computes and for what is spelled out to it.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduleSchema, type Schedule } from '../../src/domain/schedules/schedule.js';
import { needsSpellingOut, spellOut } from '../../src/domain/schedules/spelled-out.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { openTestContext } from '../api/context.js';

let opened: Awaited<ReturnType<typeof openTestContext>>;
let context: ServiceContext;
beforeAll(async () => {
  opened = await openTestContext();
  ({ context } = opened);
});
afterAll(() => opened.close());

/**
 * Days of change in years to come: the zone, the day before, a time that the change skips or brings twice, and when
 * cron comes instead. Temporal brings some times twice, others once or later, by the zone.
 */
const CHANGES = [
  ['Europe/Berlin', '2027-03-27', '02:15', []],
  ['Europe/Berlin', '2027-10-30', '02:15', ['02:15']],
  ['America/New_York', '2027-03-13', '02:15', []],
  ['America/New_York', '2027-11-06', '01:15', ['01:15', '01:15']],
  ['Australia/Lord_Howe', '2027-04-03', '01:40', ['01:40']],
  ['Australia/Lord_Howe', '2027-10-02', '02:15', ['02:45']],
] as const;

/** Temporal's own times within four days from noon of a day, as a clock in the zone shows them. */
async function onTemporal(given: object, zone: string, day: string): Promise<string[]> {
  const schedule: Schedule = scheduleSchema.parse({ ...given, timezone: zone });
  const from = DateTime.fromISO(`${day}T12:00`, { zone }).toMillis();
  const until = DateTime.fromISO(`${day}T12:00`, { zone }).plus({ days: 4 }).toMillis();
  const id = randomUUID();
  const spelledOut = needsSpellingOut(schedule) ? spellOut(schedule, from, 50) : null;
  await context.temporal.putSchedule({ id, schedule, spelledOut, paused: true, catchupSeconds: 60, note: 'a test' });
  try {
    const times = await context.temporal.listScheduleTimes(id, from, until);
    return times.map((time) => DateTime.fromMillis(time, { zone }).toFormat('dd HH:mm'));
  } finally {
    await context.temporal.deleteSchedule(id);
  }
}

/** What the documentation says of a day: its row. */
async function documented(zone: string, day: string): Promise<string[]> {
  const page = await readFile(new URL('../../docs/deployments.md', import.meta.url), 'utf8');
  const date = DateTime.fromISO(day).plus({ days: 1 }).setLocale('en-GB').toFormat('d LLLL yyyy');
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.find((cells) => cells[1] === zone && cells[2] === date) ?? [];
}
const TIMES = ['not that day', 'once', 'twice'];

const dayAfter = (day: string, days: number) => DateTime.fromISO(day).plus({ days }).toFormat('dd');
const daily = (day: string, time: string) => [1, 2, 3, 4].map((days) => `${dayAfter(day, days)} ${time}`);

describe.each(CHANGES)('in %s after %s', (zone, day, changing, comes) => {
  it('a time of day stays that time of day: as cron, as a rule, and as an interval of days', async () => {
    const expected = daily(day, '09:30');
    const anchor = DateTime.fromISO('2026-06-01T09:30', { zone }).toUTC().toISO();
    for (const given of [
      { cron: '30 9 * * *' },
      { rrule: 'DTSTART:20260101T093000\nRRULE:FREQ=DAILY' },
      { interval: 86_400, anchor_date: anchor },
    ]) {
      expect([given, await onTemporal(given, zone, day)]).toEqual([given, expected]);
    }
  });

  it('a shorter interval counts real time', async () => {
    const times = await onTemporal({ interval: 21_600 }, zone, day);
    const spans = times.length;
    expect(spans).toBeGreaterThanOrEqual(15);
    expect(spans).toBeLessThanOrEqual(17);
  });

  it('a time that is skipped or comes twice: cron is what Temporal makes of it, a rule comes once a day', async () => {
    const [hour = '', minute = ''] = changing.split(':');
    const literal = await onTemporal({ cron: `${Number(minute)} ${Number(hour)} * * *` }, zone, day);
    const onTheDay = literal.filter((time) => time.startsWith(dayAfter(day, 1)));
    expect(onTheDay).toEqual(comes.map((time) => `${dayAfter(day, 1)} ${time}`));
    expect(literal).toHaveLength(comes.length + 3);
    const [, , , time, , cron = '', rule = ''] = await documented(zone, day);
    expect([time, cron]).toEqual([changing, [TIMES[comes.length], ...new Set(comes)].join(', at ')]);
    const ruled = await onTemporal({ rrule: `DTSTART:20260101T${hour}${minute}00\nRRULE:FREQ=DAILY` }, zone, day);
    expect(ruled.map((at) => at.slice(0, 2))).toEqual([1, 2, 3, 4].map((days) => dayAfter(day, days)));
    expect(ruled[0]?.slice(3)).toBe(rule.slice(-5));
  });
});
