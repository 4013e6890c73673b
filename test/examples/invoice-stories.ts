// The invoice example as a story: subflows, a task that runs share, and a variable.
import { expect } from 'vitest';
import type { Story } from './example-stories.js';

export const INVOICE_STORIES: readonly Story[] = [
  {
    name: 'invoice prices its lines by subflows, shares what was cached, and goes by the variable',
    async tell(served) {
      const lines = [
        { item: 'shirt', price: 20, currency: 'USD' },
        { item: 'socks', price: 5, currency: 'EUR' },
        { item: 'hat', price: 30, currency: 'XYZ' },
      ];
      const id = await served.start('invoice', { lines });
      expect(await served.result(id)).toEqual({ total: 27.6, unpriced: ['hat'] });
      const calls = await served.taskRuns(id);
      expect(calls.map(({ state_type }) => state_type).sort()).toEqual(['COMPLETED', 'COMPLETED', 'FAILED']);
      const and = 'and_' as const;
      const ofInvoice = { flow_runs: { operator: and, parent_flow_run_id: { operator: and, any_: [id] } } };
      const children = await served.context.store.flowRuns.list(ofInvoice, 'ID_DESC', { limit: 10, offset: 0 });
      expect(children.map(({ flowRun }) => flowRun.name).sort()).toEqual([
        'price of hat',
        'price of shirt',
        'price of socks',
      ]);
      // Nobody asks the exchange office again for a currency that a run has asked for within the hour.
      const again = await served.start('priceLine', lines[0]);
      expect(await served.result(again)).toBe(21.6);
      expect((await served.taskRuns(again)).map(({ state_name }) => state_name)).toEqual(['Cached']);
      await served.platform.setVariable({ name: 'tax_percent', value: 10, tags: null, overwrite: true });
      expect(await served.run('priceLine', lines[0])).toBe(19.8);
      return id;
    },
  },
];
