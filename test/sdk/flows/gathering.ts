// A flow that is busy in its first workflow task and then gathers what it was sent meanwhile.
import { flow, receiveInput, tasks } from 'sluice/workflow';
import { z } from 'zod';
import type { Work } from '../work.js';

const { hold } = tasks<Work>({ local: true });

export const gathering = flow({}, async ({ gate, count }: { gate: string; count: number }) => {
  await hold(gate);
  const inputs = receiveInput(z.number(), { timeout: null });
  const gathered: number[] = [];
  while (gathered.length < count) gathered.push(await inputs.next());
  return gathered;
});
