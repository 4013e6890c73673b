// Tasks that emit events, for emit-event.test.ts.
import { emitEvent } from '../../src/activity/index.js';

export const emittingTasks = {
  async tell(name: string) {
    await emitEvent({ event: name, resource: 'shop.order.1', payload: { n: 3 } });
  },
};
export type EmittingTasks = typeof emittingTasks;
