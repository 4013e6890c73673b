// The resume update. Temporal lets ten updates be under way in one run, so resumes of one run go through a queue of their
// own; and an update that no worker takes must end in a clear answer, so that the caller can leave a signal instead.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { RESUME } from '../contract/messages.js';
import { SluiceError } from '../domain/errors.js';
import type { ResumeAnswer, ResumeRequest } from '../domain/pauses.js';
import type { TemporalConnection } from './connection.js';
import { isLostWithTask, isUnanswered } from './temporal-errors.js';

/** Half of what Temporal allows, so that two servers at once stay within it. */
const UPDATES_IN_FLIGHT = 5;

/** Before an update that was lost is sent again. */
const AGAIN_MS = 20;

/** Those who want to resume one run. */
interface Line {
  readonly queue: PQueue;
  /** When the run last answered one of them, in milliseconds since the epoch. */
  answeredAt: number;
}

export type ResumeFlowRun = (
  workflowId: string,
  request: ResumeRequest,
  options: { readonly deadlineMs: number },
) => Promise<ResumeAnswer>;

/**
 * A function that resumes runs. It answers what the run accepted, and throws what the run refused with its code and
 * fields; `flow-run-finished` and `flow-run-not-found`; `wait-timeout` when no worker took it before the deadline.
 *
 * After `wait-timeout` Temporal may still hand the update to a worker that comes later. It carries the request's
 * idempotency key, as must the signal that the caller sends in its place: whichever arrives second changes nothing.
 */
export function createResumeFlowRun(temporal: TemporalConnection): ResumeFlowRun {
  const lines = new Map<string, Line>();

  const lineOf = (workflowId: string): Line => {
    const known = lines.get(workflowId);
    if (known) return known;
    const line = { queue: new PQueue({ concurrency: UPDATES_IN_FLIGHT }), answeredAt: Number.NEGATIVE_INFINITY };
    lines.set(workflowId, line);
    line.queue.on('idle', () => lines.delete(workflowId));
    return line;
  };

  return (workflowId, request, { deadlineMs }) => {
    const deadline = Date.now() + deadlineMs;
    const updateId = request.idempotency_key ?? randomUUID();
    const line = lineOf(workflowId);
    const attempt = async (): Promise<ResumeAnswer> => {
      // While those ahead are answered a worker is there, and standing in line is not its silence.
      const leftMs = Math.max(deadline, line.answeredAt + deadlineMs) - Date.now();
      if (leftMs <= 0) throw unanswered();
      const answer = await temporal.callWorkflow(workflowId, leftMs, async () => {
        try {
          const handle = temporal.client.workflow.getHandle(workflowId);
          const answer = await handle.executeUpdate<ResumeAnswer, [ResumeRequest]>(RESUME, {
            args: [request],
            updateId,
          });
          line.answeredAt = Date.now();
          return answer;
        } catch (error) {
          if (isLostWithTask(error)) return null;
          if (isUnanswered(error)) throw unanswered(error);
          line.answeredAt = Date.now();
          throw error;
        }
      });
      if (answer) return answer;
      await sleep(AGAIN_MS);
      return attempt();
    };
    return line.queue.add(attempt);
  };
}

function unanswered(cause?: unknown): SluiceError {
  return new SluiceError('wait-timeout', 'No worker took the resume in time.', { cause });
}
