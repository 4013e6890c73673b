// Flows that emit events, for emit-event.test.ts.
import { z } from 'zod';
import { emitEvent, flow, getRunLogger, isSluiceError, suspendFlowRun, tasks } from '../../../src/sdk/index.js';
import type { EmittingTasks } from '../emitting-tasks.js';

const { tell } = tasks<EmittingTasks>();
const order = z.object({ name: z.string() });

export const emits = flow({ parameters: order, flowRunName: 'order-{name}' }, async ({ name }) => {
  const first = emitEvent({ event: name, resource: 'shop.order.1', payload: { n: 1 } });
  const related = [{ 'prefect.resource.id': 'shop.user.ann', 'prefect.resource.role': 'user' }];
  emitEvent({
    event: name,
    resource: { 'prefect.resource.id': 'shop.order.1', kind: 'book' },
    related,
    follows: first,
  });
  await tell(name);
});

/** The same event twice, and once more after the pass that emitted it begins again. */
export const emitsAcrossSuspension = flow({ parameters: order }, async ({ name }) => {
  emitEvent({ event: name, resource: 'r', payload: { at: 'begin' } });
  emitEvent({ event: name, resource: 'r', payload: { at: 'begin' } });
  await suspendFlowRun({ timeout: null });
  emitEvent({ event: name, resource: 'r', payload: { at: 'end' } });
});

export const emitsBad = flow({ parameters: order }, async ({ name }) => {
  const codes: unknown[] = [];
  for (const bad of [
    { event: name, resource: { kind: 'no id' } },
    { event: name, resource: 'r', payload: { text: 'x'.repeat(2_000_000) } },
  ]) {
    try {
      emitEvent(bad);
    } catch (error) {
      codes.push(isSluiceError(error) ? [error.code, error.fields.map(({ path }) => path)] : error);
    }
  }
  getRunLogger().info('went on');
  return codes;
});
