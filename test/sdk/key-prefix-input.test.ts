// Inputs under a prefix of one's own, from flow to flow on the real server.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { serveFlows, WAIT, type ServedFlows } from '../serving/served-flows.js';

// Reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let served: ServedFlows;
beforeAll(async () => {
  served = await serveFlows({
    workflowsPath: fileURLToPath(new URL('./flows/posting.ts', import.meta.url)),
    activities: {},
  });
});
afterAll(() => served.close());

it('is sent and received by flows under a prefix, apart from all others', async () => {
  const office = await served.start('postOffice');
  await expect.poll(() => served.context.store.flowRuns.find(office), WAIT).toBeDefined();
  const postman = await served.start('postman', { to: office });
  await expect.poll(() => served.context.store.flowRuns.find(postman), WAIT).toBeDefined();
  expect(await served.result(office)).toEqual({
    letters: ['one', 'two'],
    keys: [true, true],
    typed: [{ text: 'three' }, { text: 'four' }],
    plain: 'without a prefix',
    all: 4,
  });
  expect(await served.result(postman)).toEqual({
    answer: 'got one',
    refusals: Array.from({ length: 4 }, () => 'definition-invalid'),
  });
});
