// An automation's workflow without Temporal, as it evaluates: for tests that ask what it would do and not how it lasts.
import { randomUUID } from 'node:crypto';
import type { AutomationCarry, AutomationDefinition } from '../../src/contract/automations.js';
import { eventSchema, type ReceivedEvent } from '../../src/domain/events/event.js';
import { triggerSchema, type Trigger } from '../../src/domain/triggers/trigger.js';
import { withClientDefaults } from '../../src/domain/triggers/trigger-shape.js';
import { AutomationRun } from '../../workflows/automation-run.js';

export const RESOURCE = ['prefect.resource.id'];
export const thing = (id: string) => ({ 'prefect.resource.id': id });
export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** A trigger as clients write it, parsed. */
export const parse = (document: unknown): Trigger => triggerSchema.parse(withClientDefaults(document));

/** An automation of this trigger that was made a minute ago, or goes on with what was carried. */
export function evaluator(trigger: Trigger, carry?: AutomationCarry, id: string = randomUUID()): AutomationRun {
  const definition: AutomationDefinition = {
    ...{ id, name: 'n', trigger, since: ago(60), shards: 1, shard: 0 },
    ...{ actions: [], actions_on_trigger: [], actions_on_resolve: [] },
  };
  return new AutomationRun(definition, carry);
}

/** An event that is received now. */
export function received(name: string, labels: Record<string, string> = {}): ReceivedEvent {
  const now = new Date().toISOString();
  const event = { id: randomUUID(), occurred: now, event: name, resource: { ...thing('t.1'), ...labels } };
  return { ...eventSchema.parse(event), received: now };
}
