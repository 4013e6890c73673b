// What a new automation can start from: a template for each usual trigger, an event that was seen, a deployment.
import type { Draft, DraftTrigger } from './draft.js';

const RUNS = { 'prefect.resource.id': 'prefect.flow-run.*' };
const runState = (state: string): DraftTrigger => ({
  type: 'event',
  posture: 'Reactive',
  match: RUNS,
  expect: [`prefect.flow-run.${state}`],
  for_each: ['prefect.resource.id'],
  threshold: 1,
  within: 0,
});

/** What a new automation can start from. */
export const TEMPLATES: Readonly<Record<string, { readonly about: string; readonly trigger: DraftTrigger }>> = {
  'Run state': { about: 'A run enters a state.', trigger: runState('Failed') },
  Absence: {
    about: 'A run starts and does not end in time.',
    trigger: {
      type: 'event',
      posture: 'Proactive',
      match: RUNS,
      after: ['prefect.flow-run.Running'],
      expect: [
        'prefect.flow-run.Completed',
        'prefect.flow-run.Failed',
        'prefect.flow-run.Cancelled',
        'prefect.flow-run.Crashed',
      ],
      for_each: ['prefect.resource.id'],
      threshold: 1,
      within: 3600,
    },
  },
  'Work pool': {
    about: 'A work pool is no longer ready.',
    trigger: {
      type: 'event',
      posture: 'Reactive',
      match: { 'prefect.resource.id': 'prefect.work-pool.*' },
      expect: ['prefect.work-pool.not-ready'],
      for_each: ['prefect.resource.id'],
      threshold: 1,
      within: 0,
    },
  },
  Deployment: {
    about: 'A deployment is no longer ready.',
    trigger: {
      type: 'event',
      posture: 'Reactive',
      match: { 'prefect.resource.id': 'prefect.deployment.*' },
      expect: ['prefect.deployment.not-ready'],
      for_each: ['prefect.resource.id'],
      threshold: 1,
      within: 0,
    },
  },
  Metric: {
    about: 'Runs are late, slow or fail too often.',
    trigger: {
      type: 'metric',
      posture: 'Metric',
      match: RUNS,
      metric: { name: 'successes', operator: '<', threshold: 0.9, range: 3600, firing_for: 300 },
    },
  },
  Custom: {
    about: 'Any event, counted within a time.',
    trigger: {
      type: 'event',
      posture: 'Reactive',
      match: { 'prefect.resource.id': '*' },
      expect: [],
      for_each: [],
      threshold: 1,
      within: 60,
    },
  },
  Compound: {
    about: 'Several things happen, in any order.',
    trigger: { type: 'compound', require: 'all', within: 3600, triggers: [runState('Failed'), runState('Crashed')] },
  },
  Sequence: {
    about: 'Several things happen, in this order.',
    trigger: { type: 'sequence', within: 3600, triggers: [runState('Running'), runState('Failed')] },
  },
};

/** A part that is added to a compound or a sequence. */
export const newPart = (): DraftTrigger => runState('Failed');

export const EMPTY_DRAFT: Draft = {
  name: '',
  description: '',
  enabled: true,
  tags: [],
  trigger: runState('Failed'),
  actions: [{ type: 'do-nothing' }],
};

/** A draft for an event that was seen: its name, its resource, its own kind. */
export function draftForEvent(event: string, resourceId: string): Draft {
  const trigger: DraftTrigger = {
    type: 'event',
    posture: 'Reactive',
    match: { 'prefect.resource.id': resourceId },
    expect: [event],
    for_each: [],
    threshold: 1,
    within: 0,
  };
  return { ...EMPTY_DRAFT, name: `On ${event}`, trigger };
}

/** A draft that starts runs of a deployment. */
export function draftForDeployment(deploymentId: string): Draft {
  const action = { type: 'run-deployment', source: 'selected', deployment_id: deploymentId, parameters: {} } as const;
  return { ...EMPTY_DRAFT, trigger: runState('Completed'), actions: [action] };
}
