// Schedules of deployments on the real Temporal server: planned runs are visible before they start, start once, and survive
// edits; pauses hold them back.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { temporalScheduleId } from '../../src/contract/schedules.js';
import { deploymentScheduleUpdateSchema, type DeploymentScheduleUpdate } from '../../src/domain/schedules/schedule.js';
import {
  deleteDeployment,
  readDeployment,
  setDeploymentPaused,
  updateDeployment,
} from '../../src/services/deployments/manage-deployments.js';
import { planSchedule } from '../../src/services/schedules/plan-runs.js';
import { releaseScheduledRun } from '../../src/services/schedules/release-scheduled-run.js';
import { openDeploymentHarness, WAIT, type DeploymentHarness } from './harness.js';

// Each waits for workers and for real seconds to pass, which a busy machine draws out.
vi.setConfig({ testTimeout: 180_000 });

let harness: DeploymentHarness;
const queue = `schedules-${randomUUID()}`;
beforeAll(async () => {
  harness = await openDeploymentHarness();
  await harness.serve(queue);
});
afterAll(() => harness.close());

const schedule = (given: object): DeploymentScheduleUpdate => deploymentScheduleUpdateSchema.parse(given);
const daily = (rest: object = {}) => schedule({ schedule: { cron: '0 0 * * *' }, ...rest });
const everySecond = (rest: object = {}) => schedule({ schedule: { interval: 1 }, ...rest });
const starts = async (id: string) => (await harness.runs(id)).map(({ expected_start_time }) => expected_start_time);
const onTemporal = async (scheduleId: string) =>
  harness.temporal.client.schedule.getHandle(temporalScheduleId(scheduleId)).describe();
const DAY_MS = 86_400_000;

describe('planned runs', () => {
  it('are visible before they start, at Temporal’s own next times, with what the schedule adds', async () => {
    const { id, schedules } = await harness.deploy('double', {
      parameters: { n: 1 },
      tags: ['t'],
      schedules: [daily({ parameters: { n: 2 }, slug: 'daily' })],
    });
    const runs = await harness.runs(id);
    expect(runs).toHaveLength(3);
    expect(runs[0]).toMatchObject({
      state_type: 'SCHEDULED',
      state_name: 'Scheduled',
      auto_scheduled: true,
      parameters: { n: 2 },
      tags: ['t', 'auto-scheduled'],
      created_by: { id: schedules[0]?.id, type: 'SCHEDULE', display_value: 'daily' },
      state: { message: 'Flow run scheduled' },
    });
    const { info, policies } = await onTemporal(schedules[0]?.id as string);
    expect(runs.map(({ expected_start_time }) => Date.parse(expected_start_time ?? ''))).toEqual(
      info.nextActionTimes.slice(0, 3).map((time) => time.getTime()),
    );
    expect(policies).toMatchObject({ overlap: 'ALLOW_ALL', catchupWindow: 3_600_000 });
  });

  it('start when their time comes, each once, and the next are planned', async () => {
    const { id } = await harness.deploy('double', { parameters: { n: 4 }, schedules: [everySecond()] });
    const done = async () => (await harness.runs(id)).filter(({ state_name }) => state_name === 'Completed');
    await expect.poll(async () => (await done()).length, WAIT).toBeGreaterThanOrEqual(3);
    await setDeploymentPaused(harness.context, id, true);
    const times = (await done()).map(({ expected_start_time }) => expected_start_time);
    expect(new Set(times).size).toBe(times.length);
  });

  it('are put off by the jitter, always the same', async () => {
    const { id } = await harness.deploy('double', { schedules: [daily({ jitter_seconds: 600 })] });
    const before = await starts(id);
    const putOffMs = before.map((time) => Date.parse(time ?? '') % DAY_MS);
    expect(putOffMs.every((ms) => ms >= 0 && ms < 600_000)).toBe(true);
    expect(new Set(putOffMs).size).toBeGreaterThan(1);
    await updateDeployment(harness.context, id, { description: 'the same again' });
    expect(await starts(id)).toEqual(before);
  });
});

describe('a change of a deployment', () => {
  it('leaves a schedule that says the same as it was, and plans anew what changed', async () => {
    const { id, schedules } = await harness.deploy('double', { schedules: [daily()] });
    await updateDeployment(harness.context, id, { schedules: [daily()], parameters: { n: 9 } });
    const again = await readDeployment(harness.context, id);
    expect(again.schedules.map((one) => one.id)).toEqual(schedules.map((one) => one.id));
    const runs = await harness.runs(id);
    expect(runs.map(({ parameters }) => parameters)).toEqual([{ n: 9 }, { n: 9 }, { n: 9 }]);
    await updateDeployment(harness.context, id, { schedules: [schedule({ schedule: { cron: '30 0 * * *' } })] });
    expect((await starts(id)).every((time) => new Date(time ?? '').getUTCMinutes() === 30)).toBe(true);
    await expect(onTemporal(schedules[0]?.id as string)).rejects.toThrow(/not found/i);
  });

  it('never loses a run, however often it is edited', async () => {
    const { id } = await harness.deploy('double', { parameters: { n: 1 }, schedules: [everySecond({ slug: 's' })] });
    const [first] = await starts(id);
    const enough = Date.parse(first ?? '') + 6_000;
    for (let edit = 0; Date.now() < enough; edit += 1) {
      await updateDeployment(harness.context, id, {
        parameters: { n: edit },
        ...(edit % 2 === 0 ? { schedules: [everySecond({ slug: 's', parameters: { edit } })] } : {}),
      });
    }
    const expected = Array.from({ length: 6 }, (_, second) => Date.parse(first ?? '') + second * 1000);
    const completed = async () =>
      (await harness.runs(id))
        .filter(({ state_name }) => state_name === 'Completed')
        .map((run) => Date.parse(run.expected_start_time ?? ''));
    await expect.poll(completed, WAIT).toEqual(expect.arrayContaining(expected));
    await deleteDeployment(harness.context, id);
  });

  it('by pausing takes the plans away and holds the schedule on Temporal; by resuming brings them back', async () => {
    const { id, schedules } = await harness.deploy('double', { schedules: [daily()] });
    await setDeploymentPaused(harness.context, id, true);
    // The loop may be in the middle of a plan: what it adds it takes back.
    await expect.poll(() => harness.runs(id), WAIT).toEqual([]);
    expect((await onTemporal(schedules[0]?.id as string)).state.paused).toBe(true);
    await releaseScheduledRun(harness.context, schedules[0]?.id as string, '2026-01-01T00:00:00.000Z');
    expect(await harness.runs(id)).toEqual([]);
    await setDeploymentPaused(harness.context, id, false);
    await expect.poll(() => harness.runs(id), WAIT).toHaveLength(3);
    expect((await onTemporal(schedules[0]?.id as string)).state.paused).toBe(false);
  });

  it('by pausing takes away what is being planned at that moment, too', async () => {
    const { id, schedules } = await harness.deploy('double', { schedules: [daily()] });
    const [schedule] = schedules;
    await setDeploymentPaused(harness.context, id, true);
    await setDeploymentPaused(harness.context, id, false);
    const found = await harness.context.store.schedules.find(schedule?.id as string);
    const { temporal } = harness.context;
    const interrupted = Object.assign(Object.create(temporal) as typeof temporal, {
      listScheduleTimes: async (...args: Parameters<typeof temporal.listScheduleTimes>) => {
        const times = await temporal.listScheduleTimes(...args);
        await setDeploymentPaused(harness.context, id, true);
        return times;
      },
    });
    const before = { ...(found as NonNullable<typeof found>) };
    before.schedule = { ...before.schedule, planned_until: new Date().toISOString() };
    await planSchedule({ ...harness.context, temporal: interrupted }, before);
    await expect.poll(() => harness.runs(id), WAIT).toEqual([]);
  });

  it('by deletion takes everything away, on Temporal too', async () => {
    const { id, schedules } = await harness.deploy('double', { schedules: [daily()] });
    await deleteDeployment(harness.context, id);
    await expect.poll(() => harness.runs(id), WAIT).toEqual([]);
    await expect(onTemporal(schedules[0]?.id as string)).rejects.toThrow(/not found/i);
  });

  it('refuses a schedule without a slug among those with one, and the same slug twice', async () => {
    const { id } = await harness.deploy('double', { schedules: [daily({ slug: 'a' })] });
    const update = (schedules: DeploymentScheduleUpdate[]) => updateDeployment(harness.context, id, { schedules });
    await expect(update([daily()])).rejects.toThrow('Please provide a slug for each schedule');
    await expect(update([daily({ slug: 'b' }), daily({ slug: 'b' })])).rejects.toThrow("the slug 'b'");
    await update([daily({ slug: 'b', replaces: 'a' })]);
    expect((await readDeployment(harness.context, id)).schedules.map(({ slug }) => slug)).toEqual(['b']);
  });
});

describe('an outage', () => {
  it('of the server loses no time: what came meanwhile starts afterwards', async () => {
    const { id } = await harness.deploy('double', { parameters: { n: 1 }, schedules: [everySecond()] });
    await harness.stopSystem();
    const [first] = await starts(id);
    const due = Date.parse(first ?? '') + 2_000;
    await expect.poll(() => Date.now(), WAIT).toBeGreaterThan(due);
    await harness.startSystem();
    const completed = async () =>
      (await harness.runs(id))
        .filter(({ state_name }) => state_name === 'Completed')
        .map((run) => Date.parse(run.expected_start_time ?? ''));
    await expect.poll(completed, WAIT).toEqual(expect.arrayContaining([due - 2000, due - 1000, due]));
    await deleteDeployment(harness.context, id);
  });

  it('of the flow’s workers makes runs Late, and they start when one comes', async () => {
    const stop = await harness.serve('late-queue');
    await stop();
    const overdue = new Date(Date.now() - 60_000).toISOString();
    const { id } = await harness.deploy('nobodyServes');
    const run = await harness.start(id, { state: { type: 'SCHEDULED', state_details: { scheduled_time: overdue } } });
    const late = await harness.reaches(run.id, 'Late');
    expect(late.state?.state_details.scheduled_time).toBe(run.expected_start_time);
    expect(late.expected_start_time).toBe(run.expected_start_time);
  });
});
