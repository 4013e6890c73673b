// A suspension: nothing is held while the flow waits, and when it is resumed it runs again from its first line, with
// the task that finished before answering from memory.
import { flow, pauseFlowRun, tasks } from 'sluice/workflow';
import type { NumberTasks } from '../../src/contract/example-tasks.js';

const { foo } = tasks<NumberTasks>({ persistResult: true });

export const noblockPausing = flow(
  { description: 'Suspends after one task and goes on with four more.', persistResult: true },
  async () => {
    const x = foo.submit();
    await pauseFlowRun({ timeout: 30, reschedule: true });
    const y = foo.submit();
    const z = await foo.withOptions({ waitFor: [x] })();
    const alpha = await foo.withOptions({ waitFor: [y] })();
    const omega = await foo.withOptions({ waitFor: [x, y] })();
    return [await x.result(), await y.result(), z, alpha, omega];
  },
);
