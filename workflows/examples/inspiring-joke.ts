// A pause in the middle of a joke: the flow waits up to ten minutes for somebody to resume it.
import { pauseFlowRun, flow, tasks } from 'sluice/workflow';
import type { JokeTasks } from '../../src/contract/example-tasks.js';

const { marvinSetup, marvinPunchline } = tasks<JokeTasks>();

export const inspiringJoke = flow({ description: 'Tells a joke, with a pause before the punchline.' }, async () => {
  const setup = await marvinSetup();
  await pauseFlowRun({ timeout: 600 });
  const punchline = await marvinPunchline();
  return [setup, punchline];
});
