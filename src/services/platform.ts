// The platform for a worker that runs beside the server: the interface of contract/platform.ts, straight on the services.
import type { Platform } from '../contract/platform.js';
import { loadBlock, saveBlock } from './blocks/worker-blocks.js';
import { readCachedResult, writeCachedResult } from './cached-results/cached-results.js';
import { claimSlots } from './concurrency-limits/claim-slots.js';
import { releaseSlots, renewSlots } from './concurrency-limits/release-slots.js';
import { runNamedDeployment } from './deployments/run-named-deployment.js';
import { emitEvents } from './events/emit-events.js';
import { readFlowRunEnd } from './flow-runs/read-flow-run-end.js';
import { createLogs } from './logs/create-logs.js';
import { recordRun } from './records/record-run.js';
import { registerWorker } from './records/register-worker.js';
import { sendInput } from './run-inputs/send-input.js';
import { findVariable, setVariable } from './variables/variables.js';
import type { ServiceContext } from './service-context.js';

/** The in-process platform. */
export function createPlatform(context: ServiceContext): Platform {
  return {
    recordRun: (batch) => recordRun(context, batch),
    writeLogs: (logs) => createLogs(context, logs),
    readFlowRunEnd: (flowRunId) => readFlowRunEnd(context, flowRunId),
    sendInput: (delivery) => sendInput(context, delivery),
    loadBlock: (address) => loadBlock(context, address),
    saveBlock: (request) => saveBlock(context, request),
    readVariable: (name) => findVariable(context, name),
    setVariable: (request) => setVariable(context, request),
    readCachedResult: (key) => readCachedResult(context, key),
    writeCachedResult: (result) => writeCachedResult(context, result),
    claimSlots: (request) => claimSlots(context, request),
    renewSlots: (taskRunId) => renewSlots(context, taskRunId),
    releaseSlots: (taskRunId) => releaseSlots(context, taskRunId),
    runDeployment: (request) => runNamedDeployment(context, request),
    emitEvents: (emission) => emitEvents(context, emission),
    registerWorker: (registration) => registerWorker(context, registration),
  };
}
