// Flows with something to see on a run's page: a form with parts inside parts, retries, a subflow, inputs, a failure, and
// what somebody hostile would write.
import {
  flow,
  getRunLogger,
  pauseFlowRun,
  receiveInput,
  runInput,
  sendInput,
  tasks,
  withInitialData,
} from 'sluice/workflow';
import { z } from 'zod';
import type * as activities from './run-tasks.js';

const { failTimes } = tasks<typeof activities>();

/** Would say so on the page, if it were not text. */
export const HOSTILE = '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">';

const Trip = runInput('Trip', {
  traveller: z.object({ name: z.string().min(1).describe('As in the passport'), seat: z.enum(['aisle', 'window']) }),
  stops: z
    .array(z.object({ city: z.string(), nights: z.number().int().default(1) }))
    .min(1)
    .superRefine((stops, context) => {
      const cities = new Set(stops.map(({ city }) => city));
      if (cities.size < stops.length) context.addIssue({ code: 'custom', message: 'Each city once.', path: [] });
      stops.forEach(({ nights }, index) => {
        if (nights > 7)
          context.addIssue({ code: 'custom', message: 'No hotel takes us that long.', path: [index, 'nights'] });
      });
    }),
  breakfast: z.boolean().default(true),
});

export const finds = flow({}, async ({ key }: { key: string }) => failTimes(key, 0));

export const plansTrip = flow({}, async ({ key }: { key: string }) => {
  await failTimes.withOptions({ retries: 2, retryDelaySeconds: 0.2 })(key, 1);
  await finds.withOptions({ name: 'finds-a-place' })({ key: `${key} place` });
  getRunLogger().info('Found a place');
  getRunLogger().error('No parking there');
  const description = '**Where** do we go?';
  return pauseFlowRun({ waitForInput: withInitialData(Trip, { description }), timeout: 600 });
});

export const listens = flow({}, async () => {
  const names: string[] = [];
  for await (const name of receiveInput(z.string(), { timeout: null })) {
    names.push(name);
    getRunLogger().info(`Heard ${name}`);
    if (name === 'that is all') break;
  }
  return names;
});

export const passesOn = flow({}, async ({ to }: { to: string[] }) => {
  for (const receiver of to) await sendInput(receiver, 'Grace');
  for await (const name of receiveInput(z.string(), { timeout: null })) if (name === 'that is all') break;
});

export const failsOnce = flow({}, async ({ key }: { key: string }) => failTimes(key, 1));

export const saysHostile = flow({}, async () => {
  getRunLogger().info(`log ${HOSTILE}`);
  const description = `description ${HOSTILE} [link](javascript:window.hurt=1) ![picture](http://elsewhere.example/p.png)`;
  await pauseFlowRun({
    waitForInput: withInitialData(z.object({ note: z.string().describe(HOSTILE) }), { description }),
  });
});
