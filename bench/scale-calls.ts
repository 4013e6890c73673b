// What people and the reference's clients ask of long lists: the calls of the web page, of the command lines, and the
// filters that a person narrows a list by.
import type { ScaleFacts } from './scale-store.js';

export interface ListCall {
  /** Below /api. */
  readonly path: string;
  readonly body: unknown;
}

const runs = (body: Record<string, unknown>): ListCall => ({ path: '/flow_runs/filter', body: { limit: 50, ...body } });
const runCount = (body: Record<string, unknown>): ListCall => ({ path: '/flow_runs/count', body });
const deployments = (body: Record<string, unknown>): ListCall => ({
  path: '/deployments/filter',
  body: { limit: 50, ...body },
});

/** Each call by its name, made from what the store was filled with. */
export const CALLS: Readonly<Record<string, (facts: ScaleFacts) => ListCall>> = {
  'runs, newest first': () => runs({ sort: 'EXPECTED_START_TIME_DESC' }),
  'runs, 200 of them': () => runs({ sort: 'START_TIME_DESC', limit: 200 }),
  'runs, page 1,000': () => runs({ sort: 'EXPECTED_START_TIME_DESC', offset: 50_000 }),
  'runs, by name': () => runs({ sort: 'NAME_ASC' }),
  'runs of a state type': () => runs({ flow_runs: { state: { type: { any_: ['FAILED'] } } } }),
  'runs of a state name': () => runs({ flow_runs: { state: { name: { any_: ['TimedOut'] } } } }),
  'runs of a flow': () => runs({ flows: { name: { any_: ['flow-7'] } } }),
  'runs of a deployment': ({ deploymentId }) => runs({ deployments: { id: { any_: [deploymentId] } } }),
  'runs with a tag': () => runs({ flow_runs: { tags: { all_: ['team-3'] } } }),
  'runs with a word in the name': () => runs({ flow_runs: { name: { like_: 'run-4242' } } }),
  'runs of an hour': ({ hour }) => runs({ flow_runs: { start_time: { after_: hour.from, before_: hour.to } } }),
  'runs of several states of a flow': () =>
    runs({
      flows: { name: { any_: ['flow-3'] } },
      flow_runs: { state: { type: { any_: ['COMPLETED', 'FAILED'] } } },
      sort: 'EXPECTED_START_TIME_DESC',
    }),
  'count of all runs': () => runCount({}),
  'count of a state type': () => runCount({ flow_runs: { state: { type: { any_: ['COMPLETED'] } } } }),
  'count of a flow': () => runCount({ flows: { name: { any_: ['flow-7'] } } }),
  'count with a tag': () => runCount({ flow_runs: { tags: { all_: ['team-3'] } } }),
  'a page of runs': () => ({ path: '/flow_runs/paginate', body: { page: 3, limit: 50 } }),
  'deployments by name': () => deployments({ sort: 'NAME_ASC' }),
  'deployments, newest first': () => deployments({ sort: 'CREATED_DESC' }),
  'deployments, page 150': () => deployments({ sort: 'NAME_ASC', offset: 7_500 }),
  'deployments of a flow': () => deployments({ flows: { name: { any_: ['flow-7'] } } }),
  'deployments with a word in the name': () => deployments({ deployments: { name: { like_: 'deployment-42' } } }),
  'deployments with a tag': () => deployments({ deployments: { tags: { all_: ['team-3'] } } }),
  'paused deployments': () => deployments({ deployments: { paused: { eq_: true } } }),
  'count of all deployments': () => ({ path: '/deployments/count', body: {} }),
  'count of deployments with a tag': () => ({
    path: '/deployments/count',
    body: { deployments: { tags: { all_: ['team-3'] } } },
  }),
};
