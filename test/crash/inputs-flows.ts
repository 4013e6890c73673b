// A flow that is killed while it talks: before it answers it is held up, where it is asked to.
import { flow, receiveInput, tasks } from 'sluice/workflow';
import { z } from 'zod';
import type * as activities from './tasks.js';

const { hold } = tasks<typeof activities>({ heartbeatTimeoutSeconds: 3 });

/** Answers each number with ten times as much, a text only once the gate of its name is open; rolls over on the way. */
export const answering = flow(
  { parameters: z.object({ folder: z.string() }), rollOverAfterEvents: 500 },
  async ({ folder }) => {
    const inputs = receiveInput(z.union([z.number(), z.string()]), { timeout: null, withMetadata: true });
    for await (const { value, respond } of inputs) {
      if (value === 'end') return 'done';
      if (typeof value === 'string') await hold(folder, value);
      await respond(typeof value === 'number' ? value * 10 : `let through: ${value}`);
    }
    return 'never';
  },
);
