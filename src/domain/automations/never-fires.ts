// Triggers that parse but can never fire, or that fire regardless of what happens. Saying so when they are saved spares
// their writers an alarm that stays silent. What the reference is known to take is taken here too, even if idle.
import { compileEventNames } from '../events/event-name.js';
import type { CompoundTrigger, EventTrigger, MetricTrigger, SequenceTrigger, Trigger } from '../triggers/trigger.js';
import type { AutomationProblem } from './automation-problem.js';

/** What is wrong anywhere in the tree, with the path to it. */
export function idleProblems(trigger: Trigger): AutomationProblem[] {
  return inspect(trigger, ['trigger'], false);
}

function inspect(trigger: Trigger, path: (string | number)[], isKeyed: boolean): AutomationProblem[] {
  switch (trigger.type) {
    case 'event':
      return eventProblems(trigger, path);
    case 'metric':
      return metricProblems(trigger, path, isKeyed);
    case 'compound':
    case 'sequence': {
      const keyed = isKeyed || trigger.for_each.length > 0;
      const inner = trigger.triggers.flatMap((child, index) => inspect(child, [...path, 'triggers', index], keyed));
      return [...compositeProblems(trigger, path), ...inner];
    }
  }
}

function eventProblems(trigger: EventTrigger, path: (string | number)[]): AutomationProblem[] {
  if (trigger.posture === 'Proactive' && trigger.threshold < 1) {
    const message = `a Proactive trigger fires when fewer than threshold events come, so it needs 1 or more, got ${trigger.threshold}`;
    return [{ path: [...path, 'threshold'], message }];
  }
  const names = compileEventNames(trigger.expect, []);
  const selfAnswering =
    trigger.after.length > 0 && trigger.expect.length > 0 && trigger.after.every((name) => names.isExpected(name));
  if (trigger.posture === 'Reactive' && trigger.within === 0 && selfAnswering) {
    const message = 'every event of after is expected too and none counts for itself: give within a length';
    return [{ path: [...path, 'within'], message }];
  }
  return [];
}

function metricProblems({ metric }: MetricTrigger, path: (string | number)[], isKeyed: boolean): AutomationProblem[] {
  const problems: AutomationProblem[] = [];
  if (metric.name === 'successes' && (metric.threshold < 0 || metric.threshold > 1)) {
    const message = `successes is a share from 0 to 1 (0.95 is 95 %), got ${metric.threshold}`;
    problems.push({ path: [...path, 'metric', 'threshold'], message });
  }
  if (isKeyed) problems.push({ path, message: 'a metric has no key, so it cannot be inside a trigger with for_each' });
  return problems;
}

function compositeProblems(trigger: CompoundTrigger | SequenceTrigger, path: (string | number)[]): AutomationProblem[] {
  const needed = trigger.type === 'sequence' || trigger.require === 'all' ? trigger.triggers.length : trigger.require;
  if (trigger.within === null || trigger.within >= 0 || needed === 'any' || needed < 2) return [];
  return [{ path: [...path, 'within'], message: `${needed} triggers cannot fire within ${trigger.within} seconds` }];
}
