// Automations that would set themselves off: the action makes the very event that the trigger expects. Only what is
// certain, or nearly so, is refused; a wildcard such as `prefect.*` is the writer's own word.
import { RESOURCE_ID_LABEL } from '../events/event.js';
import type { RelatedSpecification, ResourceSpecification } from '../events/resource-match.js';
import { defaultStateName } from '../states.js';
import type { EventTrigger, Trigger } from '../triggers/trigger.js';
import type { Action } from './action.js';
import type { AutomationProblem } from './automation-problem.js';

const RUN_EVENT = 'prefect.flow-run.';
/** Names that each run of a deployment is sure to bring about. */
const STARTING_EVENTS = ['Scheduled', 'Pending', 'Running', '*'].map((name) => `${RUN_EVENT}${name}`);
/** Names that each firing of an automation is sure, or in the good case sure, to bring about. */
const FIRING_EVENTS = ['*', 'triggered', 'action.*', 'action.triggered', 'action.executed'].map(
  (name) => `prefect.automation.${name}`,
);

/** The actions that feed the trigger; a root other than a Reactive event trigger is not judged. */
export function feedingProblems(trigger: Trigger, actions: readonly Action[]): AutomationProblem[] {
  if (trigger.type !== 'event' || trigger.posture !== 'Reactive') return [];
  const problems = actions.flatMap((action, index) => {
    const message = problemOf(trigger, action);
    return message === null ? [] : [{ path: ['actions', index], message }];
  });
  const own = trigger.expect.find((name) => FIRING_EVENTS.includes(name));
  if (own !== undefined && !(RESOURCE_ID_LABEL in trigger.match)) {
    const message = `'${own}' is emitted by each firing, this automation's own included; name the other automation in match, by ${RESOURCE_ID_LABEL}`;
    problems.push({ path: ['trigger', 'expect'], message });
  }
  return problems;
}

function problemOf(trigger: EventTrigger, action: Action): string | null {
  if (action.type === 'run-deployment') return deploymentProblem(trigger, action.source);
  const caused = causedStateName(action);
  if (caused === null || !trigger.expect.includes(`${RUN_EVENT}${caused}`)) return null;
  return `puts the run into ${caused}, whose event sets off this automation again`;
}

function deploymentProblem(trigger: EventTrigger, source: 'selected' | 'inferred'): string | null {
  const starting = trigger.expect.find((name) => STARTING_EVENTS.includes(name));
  if (starting === undefined) return null;
  if (source === 'inferred') {
    return `each run it starts brings about '${starting}' again, without end; select a deployment, and leave its runs out by match_related_not`;
  }
  const leavesOut = trigger.match_not !== undefined || trigger.match_related_not !== undefined;
  if (leavesOut || !isBroad(trigger.match) || !isBroadRelated(trigger.match_related)) return null;
  return `the runs it starts may bring about '${starting}' again, without end; narrow match or match_related, or name them in match_related_not, so that runs of the selected deployment are left out`;
}

/** True if a specification leaves no flow run out; of a list of patterns one that fits all is enough. */
function isBroad(specification: ResourceSpecification): boolean {
  return Object.entries(specification).every(([label, value]) => {
    const patterns = typeof value === 'string' ? [value] : value;
    return label === RESOURCE_ID_LABEL && patterns.includes(`${RUN_EVENT}*`);
  });
}

function isBroadRelated(specification: RelatedSpecification): boolean {
  return Array.isArray(specification)
    ? (specification as readonly ResourceSpecification[]).some(isBroad)
    : isBroad(specification as ResourceSpecification);
}

/** The name of the state that an action puts the triggering run into; null when it sets none. */
function causedStateName(action: Action): string | null {
  if (action.type === 'cancel-flow-run') return 'Cancelling';
  if (action.type === 'suspend-flow-run') return 'Suspended';
  return action.type === 'change-flow-run-state' ? (action.name ?? defaultStateName(action.state)) : null;
}
