// Flows that receive by several receivers, one after another, and note what they got by a task.
import { flow, receiveInput, suspendFlowRun, tasks, TimeoutError } from 'sluice/workflow';
import { z } from 'zod';
import type { ReceivingTasks } from '../receiving-tasks.js';

const { note, setUp } = tasks<ReceivingTasks>();

const Config = z.object({ name: z.string() });

/** Reads how it is to work, waits in vain, reads texts up to a mark, then numbers for ever. */
export const configured = flow({ rollOverAfterEvents: 60 }, async () => {
  const { name } = await receiveInput(Config, { timeout: null }).next();
  const times = await setUp(name);
  try {
    await receiveInput(z.boolean(), { timeout: 0.05 }).next();
    await note(name, 'a boolean');
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  for await (const text of receiveInput(z.string(), { timeout: null })) {
    if (text === 'numbers') break;
    await note(name, text);
  }
  for await (const value of receiveInput(z.number(), { timeout: null })) {
    if (value < 0) return times;
    await note(name, value);
  }
  return -1;
});

/** Confirms each number by a receiver that is made for it, and another that was made before. */
export const confirming = flow({ rollOverAfterEvents: 60 }, async ({ name }: { name: string }) => {
  const confirmations = receiveInput(z.string(), { timeout: null });
  for await (const value of receiveInput(z.number(), { timeout: null })) {
    if (value < 0) return 'done';
    const { name: by } = await receiveInput(Config, { timeout: null }).next();
    await note(name, `${value} ${await confirmations.next()} ${by}`);
  }
  return 'never';
});

/** Asks two receivers by turns, so that a new pass would not come to where the second waits. */
export const alternating = flow({ rollOverAfterEvents: 60 }, async ({ name }: { name: string }) => {
  const [numbers, texts] = [receiveInput(z.number(), { timeout: null }), receiveInput(z.string(), { timeout: null })];
  for (;;) {
    const value = await numbers.next();
    if (value < 0) return 'done';
    await note(name, `${value} ${await texts.next()}`);
  }
});

/** Reads so many texts, suspends, reads one more and gives how long they all were. */
export const keeping = flow({}, async ({ count }: { count: number }) => {
  const texts = receiveInput(z.string(), { timeout: null });
  const read: string[] = [];
  while (read.length < count) read.push(await texts.next());
  await suspendFlowRun({ timeout: 600 });
  return [...read, await texts.next()].map((text) => `${text.slice(0, 8)} ${text.length}`);
});

/** Fails at first when it has read so many numbers, and reads them again. */
export const readingAgain = flow({ retries: 1 }, async ({ name, count }: { name: string; count: number }) => {
  const numbers = receiveInput(z.number(), { timeout: null });
  let sum = 0;
  for (let left = count; left > 0; left -= 1) sum += await numbers.next();
  if ((await setUp.withOptions({ persistResult: false })(name)) === 1) throw new Error('The first attempt fails.');
  return sum;
});
