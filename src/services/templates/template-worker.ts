// The thread templates run in. It takes one job at a time and answers; the pool ends the thread when a job takes too long.
import { parentPort } from 'node:worker_threads';
import { runTemplateJob } from './run-template-job.js';
import type { TemplateJob, WorkerMessage } from './render-protocol.js';

const post = (message: WorkerMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', (job: TemplateJob) => post({ type: 'done', result: runTemplateJob(job) }));
post({ type: 'ready' });
