// The addresses of the page. Each view is loaded when it is first opened; what a view filters by is in its address, so
// that it can be shared.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readEventSearch } from './events/event-search.js';
import { readRunPlace } from './runs/log-search.js';
import { readRunSearch } from './runs/run-search.js';
import { FailedView, PendingView, UnknownView } from './shell/failed-view.js';
import { Shell } from './shell/shell.js';

const root = createRootRoute({ component: Shell });
const at = root;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** A list that is filtered by a part of a name. */
const byName = ({ name }: Record<string, unknown>): { name?: string } => ({ name: text(name) });

const routes = [
  createRoute({
    getParentRoute: () => at,
    path: '/',
    component: lazyRouteComponent(() => import('./dashboard/dashboard-view.js'), 'DashboardView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/runs',
    validateSearch: readRunSearch,
    component: lazyRouteComponent(() => import('./runs/runs-view.js'), 'RunsView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/runs/$id',
    validateSearch: readRunPlace,
    component: lazyRouteComponent(() => import('./runs/run-view.js'), 'RunView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/events',
    validateSearch: readEventSearch,
    component: lazyRouteComponent(() => import('./events/events-view.js'), 'EventsView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/deployments',
    validateSearch: byName,
    component: lazyRouteComponent(() => import('./deployments/deployments-view.js'), 'DeploymentsView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/deployments/$id',
    component: lazyRouteComponent(() => import('./deployments/deployment-view.js'), 'DeploymentView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/automations',
    validateSearch: byName,
    component: lazyRouteComponent(() => import('./automations/automations-view.js'), 'AutomationsView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/automations/new',
    validateSearch: (
      search: Record<string, unknown>,
    ): { edit?: string; copy?: string; event?: string; resource?: string; deployment?: string } => ({
      edit: text(search['edit']),
      copy: text(search['copy']),
      event: text(search['event']),
      resource: text(search['resource']),
      deployment: text(search['deployment']),
    }),
    component: lazyRouteComponent(() => import('./automations/wizard-view.js'), 'WizardView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/automations/$id',
    validateSearch: ({ tab }: Record<string, unknown>): { tab?: string } => ({ tab: text(tab) }),
    component: lazyRouteComponent(() => import('./automations/automation-view.js'), 'AutomationView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/blocks',
    component: lazyRouteComponent(() => import('./catalogue/blocks-view.js'), 'BlocksView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/variables',
    component: lazyRouteComponent(() => import('./catalogue/variables-view.js'), 'VariablesView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/webhooks',
    component: lazyRouteComponent(() => import('./catalogue/webhooks-view.js'), 'WebhooksView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/work-pools',
    component: lazyRouteComponent(() => import('./catalogue/work-pools-view.js'), 'WorkPoolsView'),
  }),
  createRoute({
    getParentRoute: () => at,
    path: '/sign-in',
    validateSearch: ({ to }: Record<string, unknown>): { to?: string } => ({ to: text(to) }),
    component: lazyRouteComponent(() => import('./sign-in-view.js'), 'SignInView'),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultErrorComponent: FailedView,
  defaultNotFoundComponent: UnknownView,
  defaultPendingComponent: PendingView,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
