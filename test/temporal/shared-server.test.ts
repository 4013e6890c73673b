import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/contract/messages.js';
import { connectToTestTemporal, uniqueTaskQueue, type TestTemporal } from '../temporal-server.js';

describe('the shared dev server', () => {
  let temporal: TestTemporal;
  beforeAll(async () => {
    temporal = await connectToTestTemporal();
  });
  afterAll(() => temporal.close());

  it('has the search attributes of the contract', async () => {
    const { namespace } = temporal;
    const { customAttributes } = await temporal.client.connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
  });

  it('gives each call a task queue of its own, named after the test', () => {
    const first = uniqueTaskQueue();
    expect(first).toMatch(/gives-each-call-a-task-queue-of-its-own-named-after-the-test-[0-9a-f]{8}$/);
    expect(uniqueTaskQueue()).not.toBe(first);
  });
});
