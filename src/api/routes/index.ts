// The one list of everything the server answers, in the order the document shows it.
import { createNotificationSenders } from '../../services/notifications/send-notification.js';
import type { ServiceContext } from '../../services/service-context.js';
import { createTemplateRenderer } from '../../services/templates/template-renderer.js';
import type { ApiConfig } from '../api-config.js';
import type { AnyRoute } from '../route.js';
import { automationInsightRoutes } from './automation-insight.js';
import { automationRoutes } from './automations.js';
import { blockDocumentRoutes } from './block-documents.js';
import { blockTrialRoutes } from './block-trials.js';
import { blockSchemaRoutes, blockTypeRoutes } from './block-types.js';
import { concurrencyLimitRoutes } from './concurrency-limits.js';
import { concurrencyStatusRoutes } from './concurrency-status.js';
import { deploymentLists } from './deployment-lists.js';
import { deploymentScheduleRoutes } from './deployment-schedules.js';
import { deploymentRoutes } from './deployments.js';
import { eventRoutes } from './events.js';
import { flowRunControlRoutes } from './flow-run-control.js';
import { flowRunLogRoutes } from './flow-run-logs.js';
import { flowRunLists } from './flow-run-lists.js';
import { flowRunRoutes } from './flow-runs.js';
import { flowRoutes } from './flows.js';
import { healthRoutes, serverRoutes } from './health.js';
import { hookRoutes } from './hooks.js';
import { logRoutes } from './logs.js';
import { mailboxRoutes } from './mailboxes.js';
import { pageRoutes } from './pages.js';
import { payloadRoutes } from './payloads.js';
import { platformSharingRoutes } from './platform-sharing.js';
import { platformRoutes } from './platform.js';
import { runInputRoutes } from './run-inputs.js';
import { sessionRoutes } from './session.js';
import { stateRoutes } from './states.js';
import { taskRunRoutes } from './task-runs.js';
import { templateRoutes } from './templates.js';
import { variableRoutes } from './variables.js';
import { webhookRoutes } from './webhooks.js';
import { workPoolRoutes } from './work-pools.js';
import { workQueueRoutes } from './work-queues.js';

/** All routes, with their whole paths. */
export function allRoutes(context: ServiceContext, config: ApiConfig): AnyRoute[] {
  // Its threads start when the first template is rendered, and keep no process alive.
  const renderer = createTemplateRenderer();
  // Connections are made when something is sent, and end a second after.
  const senders = createNotificationSenders(config.allowPrivateAddresses);
  const api = [
    ...flowRunRoutes(context),
    ...flowRunControlRoutes(context),
    ...runInputRoutes(context),
    ...mailboxRoutes(context),
    ...flowRunLists(context),
    ...flowRoutes(context),
    ...flowRunLogRoutes(context),
    ...taskRunRoutes(context),
    ...stateRoutes(context),
    ...logRoutes(context),
    ...eventRoutes(context),
    ...automationRoutes(context),
    ...automationInsightRoutes(context),
    ...templateRoutes(),
    ...deploymentScheduleRoutes(context),
    ...deploymentLists(context),
    ...deploymentRoutes(context),
    ...workPoolRoutes(context),
    ...workQueueRoutes(context),
    ...concurrencyStatusRoutes(context),
    ...blockDocumentRoutes(context, config),
    ...blockTrialRoutes(context, senders),
    ...blockTypeRoutes(context),
    ...blockSchemaRoutes(context),
    ...variableRoutes(context),
    ...webhookRoutes(context, renderer),
    ...concurrencyLimitRoutes(context),
    ...platformRoutes(context),
    ...platformSharingRoutes(context),
    ...payloadRoutes(context),
    ...healthRoutes(),
    ...serverRoutes(context, config),
    ...sessionRoutes(config),
  ].map((route) => ({ ...route, path: `/api${route.path}` }));
  const described = [...api, ...hookRoutes(context, renderer)];
  return [...described, ...pageRoutes(described, config)];
}
