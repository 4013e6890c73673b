// The platform's own workflows on the real server, each from beginning to end; `npm run histories` keeps their histories for
// the replay test.
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { keepHistory } from '../examples/keep-history.js';
import { openSeedPlatform, type SeedPlatform } from './seed-platform.js';
import { SYSTEM_STORIES } from './system-stories.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
beforeAll(async () => {
  platform = await openSeedPlatform();
});
afterAll(() => platform.close());

describe("the platform's own workflows", () => {
  for (const { name, what, tell } of SYSTEM_STORIES) {
    it(what, async () => {
      const workflowId = await tell(platform);
      if (process.env.SLUICE_RECORD_HISTORIES) await keepHistory(platform, `system/${name}`, workflowId);
    });
  }
});
