// The platform as workers elsewhere see it: a run's records, logs, registration, and what a run asks about other runs.
import { z } from 'zod';
import { workerRegistrationSchema } from '../../domain/flows.js';
import { runRecordBatchSchema } from '../../domain/run-records.js';
import { createPlatform } from '../../services/platform.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idSchema } from '../route-documents.js';
import type { AnyRoute } from '../route.js';
import { workerCall } from '../worker-call.js';
import {
  deploymentRunRequestSchema,
  eventEmissionSchema,
  flowRunEndSchema,
  inputDeliverySchema,
  logBatchSchema,
} from '../worker-documents.js';

export function platformRoutes(context: ServiceContext): AnyRoute[] {
  const platform = createPlatform(context);
  return [
    workerCall({
      path: 'record-run',
      summary: "Takes a batch of a run's records.",
      body: runRecordBatchSchema,
      call: (body) => platform.recordRun(body),
    }),
    workerCall({
      path: 'logs',
      summary: 'Takes log lines of tasks.',
      body: logBatchSchema,
      call: (body) => platform.writeLogs(body),
    }),
    workerCall({
      path: 'emit-events',
      summary: 'Takes events that tasks emit.',
      body: eventEmissionSchema,
      problems: ['too-many-requests'],
      call: (body) => platform.emitEvents(body),
    }),
    workerCall({
      path: 'run-deployment',
      summary: 'Starts a run of a deployment that a flow asks for.',
      body: deploymentRunRequestSchema,
      gives: z.object({ flow_run_id: z.string(), name: z.string() }),
      problems: ['not-found', 'parameters-invalid', 'conflict', 'payload-too-large'],
      call: (body) => platform.runDeployment(body),
    }),
    workerCall({
      path: 'register-worker',
      summary: 'Takes the list of flows that a task queue serves.',
      body: workerRegistrationSchema,
      call: (body) => platform.registerWorker(body),
    }),
    workerCall({
      path: 'read-flow-run-end',
      summary: 'How a flow run ended; null while it has not.',
      body: z.object({ flow_run_id: idSchema }),
      gives: flowRunEndSchema.nullable(),
      problems: ['flow-run-not-found', 'temporal-unavailable'],
      call: ({ flow_run_id }) => platform.readFlowRunEnd(flow_run_id),
    }),
    workerCall({
      path: 'send-input',
      summary: 'Delivers an input to a flow run, or to a client that listens.',
      body: inputDeliverySchema,
      problems: [
        'flow-run-not-found',
        'flow-run-finished',
        'run-inputs-full',
        'payload-too-large',
        'mailbox-not-found',
        'mailbox-full',
        'temporal-unavailable',
      ],
      call: (body) => platform.sendInput(body),
    }),
  ];
}
