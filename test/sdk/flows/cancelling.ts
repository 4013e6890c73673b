// Flows that are cancelled while they wait or work.
import { flow, pauseFlowRun, suspendFlowRun, tasks } from 'sluice/workflow';
import type { Work } from '../work.js';

const { hold } = tasks<Work>();

export const working = flow({}, async ({ key, heartbeat = 30 }: { key: string; heartbeat?: number }) =>
  hold.withOptions({ heartbeatTimeoutSeconds: heartbeat, retries: 3 })(key),
);

export const blocked = flow({}, async () => {
  await pauseFlowRun({ timeout: null });
});

export const away = flow({}, async () => {
  await suspendFlowRun({ timeout: null });
});
