// Extract and clean: a loop over two tasks, with the address of the user data as a parameter.
import { flow, getRunLogger, tasks } from 'sluice/workflow';
import { z } from 'zod';
import type { UserName, UserTasks } from '../../src/contract/example-tasks.js';

const { fetchUser, cleanUser } = tasks<UserTasks>({ retries: 2, retryDelaySeconds: 1 });

export const buildNames = flow(
  {
    description: 'Fetches user data and cleans the names out of it.',
    parameters: z.object({
      num: z.number().int().min(0).default(10).describe('How many names to build'),
      url: z.url().default('https://randomuser.me/api/').describe('Where user data is served'),
    }),
  },
  async ({ num, url }) => {
    const names: UserName[] = [];
    for (let left = num; left > 0; left -= 1) {
      const rawData = await fetchUser(url);
      names.push(await cleanUser(rawData));
    }
    getRunLogger().info(`Built ${num} names`, { names });
    return names;
  },
);
