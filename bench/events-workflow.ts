// The flow that events start in the measurement: its first line tells the measuring process that it is there, by a local
// activity of a few milliseconds.
import { proxyLocalActivities } from '@temporalio/workflow';
import { z } from 'zod';
import { flow } from '../src/sdk/index.js';

const { began } = proxyLocalActivities<{ began(mark: string): Promise<void> }>({ startToCloseTimeout: '10 seconds' });

export const markFirstLine = flow({ parameters: z.object({ mark: z.string() }) }, async ({ mark }) => {
  await began(mark);
  return mark;
});
