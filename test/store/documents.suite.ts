// What hangs on a run or stands by itself (inputs, log lines, automations, served flows): what every store must do with it.
// Part of store.suite.ts.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { logFilterSchema } from '../../src/domain/filters/log-filter.js';
import type { Store } from '../../src/store/store.js';
import { automationRow, flowRunRow, insertFlow, NOW } from './records.js';

export function describeDocuments(opened: () => Store): void {
  let store: Store;
  beforeAll(() => {
    store = opened();
  });
  describe('inputs', () => {
    it('lists in order of arrival by a literal prefix', async () => {
      const run = flowRunRow(await insertFlow(store));
      await store.flowRuns.insert(run);
      for (const key of ['a_b-2', 'a_b-1', 'axb-3', 'A_b-4', 'a%-5']) {
        await store.runInputs.insert({ id: randomUUID(), flow_run_id: run.id, key, value: '1', sender: null });
      }
      const keys = async (prefix: string, limit = 10, excluded: string[] = []) =>
        (await store.runInputs.list(run.id, prefix, limit, excluded)).map(({ key }) => key);
      expect(await keys('a_b')).toEqual(['a_b-2', 'a_b-1']);
      expect(await keys('a%')).toEqual(['a%-5']);
      expect(await keys('', 2)).toEqual(['a_b-2', 'a_b-1']);
      expect(await keys('a_b', 1, ['a_b-2'])).toEqual(['a_b-1']);
      expect(await keys('a', 0)).toEqual([]);
    });

    it('takes a key once, unless it is to be written over', async () => {
      const run = flowRunRow(await insertFlow(store));
      await store.flowRuns.insert(run);
      const input = { id: randomUUID(), flow_run_id: run.id, key: 'k', value: '1', sender: 'me' };
      expect(await store.runInputs.insert(input)).toBe(true);
      expect(await store.runInputs.insert({ ...input, id: randomUUID(), value: '2' })).toBe(false);
      await store.runInputs.put([
        { ...input, value: '3' },
        { ...input, value: '4' },
      ]);
      expect(await store.runInputs.find(run.id, 'k')).toMatchObject({ value: '4', sender: 'me', created: NOW });
      expect(await store.runInputs.delete(run.id, 'k')).toBe(true);
      expect(await store.runInputs.delete(run.id, 'k')).toBe(false);
    });
  });

  describe('logs', () => {
    it('takes a line once, finds lines by what they say, and streams a long log in order', async () => {
      const flowRunId = randomUUID();
      const line = (message: string, second: number, level = 20) => ({
        id: randomUUID(),
        name: 'my.logger',
        level,
        message,
        timestamp: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`,
        flow_run_id: flowRunId,
      });
      const lines = [line('Order one failed', 2, 40), line('order two shipped', 1), line('bill "one two"', 3)];
      await store.logs.insert(lines);
      await store.logs.insert([lines[0]!]);
      const find = async (filter: unknown) => {
        const logs = logFilterSchema.parse({ flow_run_id: { any_: [flowRunId] }, ...(filter as object) });
        return (await store.logs.list(logs, 'TIMESTAMP_ASC', { limit: 10, offset: 0 })).map(({ message }) => message);
      };
      const [failed, shipped, bill] = lines.map(({ message }) => message);
      expect(await find({})).toEqual([shipped, failed, bill]);
      expect(await find({ level: { ge_: 30 } })).toEqual([failed]);
      expect(await find({ text: { query: 'shipped bill' } })).toEqual([shipped, bill]);
      expect(await find({ text: { query: 'order -failed' } })).toEqual([shipped]);
      expect(await find({ text: { query: 'order +two !bill' } })).toEqual([shipped]);
      expect(await find({ text: { query: '"one two"' } })).toEqual([bill]);
      expect(await find({ text: { query: 'my.logger' } })).toEqual([shipped, failed, bill]);
      expect(await find({ text: { query: '50%_' } })).toEqual([]);
      expect(await find({ task_run_id: { is_null_: false } })).toEqual([]);
      const many = Array.from({ length: 4_500 }, (_, number) => line(`line ${number}`, 10 + Math.floor(number / 1000)));
      await store.logs.insert(many);
      const streamed: string[] = [];
      for await (const { message } of store.logs.stream(flowRunId)) streamed.push(message);
      expect(streamed.slice(3)).toEqual(many.map(({ message }) => message));
      await store.logs.deleteByFlowRuns([flowRunId]);
      expect(await find({})).toEqual([]);
    });
  });

  describe('automations', () => {
    it('have a mark that changes when one takes the place of another within the same moment', async () => {
      const make = () => store.automations.insert(automationRow());
      const marks = [await store.automations.version()];
      let { automation } = await make();
      marks.push(await store.automations.version());
      for (let round = 0; round < 3; round += 1) {
        await store.automations.delete(automation.id);
        ({ automation } = await make());
        marks.push(await store.automations.version());
      }
      await store.automations.update(automation.id, { enabled: false });
      marks.push(await store.automations.version());
      expect(new Set(marks).size).toBe(marks.length);
      await store.automations.delete(automation.id);
      expect(await store.automations.version()).toBe(marks[0]);
    });
  });

  describe('served flows', () => {
    it('gives the flow as the worker that registered last serves it', async () => {
      const served = (name: string, workflow_type: string) => ({
        name,
        workflow_type,
        description: null,
        version: null,
        parameter_schema: { type: 'object', properties: { z: {}, a: {} } },
        retries: 1,
        retry_delay_seconds: 0.5,
      });
      const name = `served-${randomUUID()}`;
      await store.servedFlows.register({ task_queue: 'q', flows: [served(name, 'old'), served(`${name}-2`, 'x')] });
      await store.servedFlows.register({ task_queue: 'q', flows: [served(name, 'new')] });
      expect(await store.servedFlows.findByName(name)).toEqual({ ...served(name, 'new'), task_queue: 'q' });
      const listed = (await store.servedFlows.list()).filter((flow) => flow.name.startsWith(name));
      expect(listed.map((flow) => flow.workflow_type)).toEqual(['new', 'x']);
      await store.servedFlows.register({ task_queue: 'q', flows: [] });
    });
  });
}
