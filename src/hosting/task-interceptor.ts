// Around each activity of a worker: the task's context for its logger, and a sign of life at a steady pace, so that a
// lost worker is noticed and a cancellation arrives, without task code doing anything for it.
import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { RevealedSecrets } from '../domain/revealed-secrets.js';
import type { Platform } from '../contract/platform.js';
import { splitResumedFrom } from '../contract/resumed-tasks.js';
import { stateSignalOf } from '../contract/state-signals.js';
import { isUuid } from '../domain/ids.js';
import type { LogCreate } from '../domain/logs.js';
import { runInTaskContext } from '../activity/task-context.js';
import { assertArgumentsArrived, assertResultFits, failureThatFits } from './payload-limit.js';
import { revealArguments } from './secret-arguments.js';
import { keepSlots } from './slot-keeper.js';

export interface TaskInterceptorOptions {
  readonly platform: Platform;
  readonly writeLog: (line: LogCreate) => void;
  /** Names of the platform's own activities, which see to secrets themselves. */
  readonly ownActivities: ReadonlySet<string>;
  /** Whether values over Temporal's limit can be carried. */
  readonly hasPayloadStore: boolean;
}

/** The interceptor factory for WorkerOptions.interceptors.activity. */
export function createTaskInterceptor(options: TaskInterceptorOptions) {
  const { platform, writeLog, ownActivities, hasPayloadStore } = options;
  return (context: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input, next) {
        const { info } = context;
        const { activityType: taskName } = info;
        const [flowRunId, taskRunId] = identify(info.activityId, info.workflowExecution?.workflowId);
        const resumed = splitResumedFrom(input.args);
        const progress = { details: resumed.details, resumedFrom: resumed.details };
        const beat = info.heartbeatTimeoutMs
          ? setInterval(() => context.heartbeat(progress.details), Math.max(info.heartbeatTimeoutMs / 3, 100))
          : undefined;
        const revealed = new RevealedSecrets();
        let stopKeeping = () => {};
        try {
          assertArgumentsArrived(taskName, resumed.args);
          if (ownActivities.has(taskName)) return await next(input);
          stopKeeping = await keepSlots(info.activityId, taskRunId, platform);
          const args = await revealArguments(resumed.args, platform, context, revealed);
          const task = { flowRunId, taskRunId, taskName, platform, revealed, progress, writeLog };
          const result = await runInTaskContext(task, () => next({ ...input, args }));
          // A state that is returned means what it means when it is thrown.
          if (result instanceof Error && stateSignalOf(result)) throw result;
          if (!hasPayloadStore) assertResultFits(taskName, result);
          return result;
        } catch (error) {
          revealed.maskError(error);
          throw hasPayloadStore ? error : failureThatFits(taskName, error);
        } finally {
          clearInterval(beat);
          stopKeeping();
        }
      },
    },
  });
}

/** A task's activity id is `flow run id:task run id:sequence`; a local activity's says nothing. */
function identify(activityId: string, workflowId: string | undefined): [string | null, string | null] {
  const [flowRunId, taskRunId] = activityId.split(':');
  if (flowRunId && taskRunId && isUuid(flowRunId) && isUuid(taskRunId)) return [flowRunId, taskRunId];
  return [workflowId && isUuid(workflowId) ? workflowId : null, null];
}
