// Use case: why an automation did or did not fire. Its workflows tell; one that is switched off, or has just been created,
// has none, and then the answer is what its trigger would begin with.
import type { AutomationExplanation } from '../../contract/automations.js';
import { parseInstantUs } from '../../domain/instants.js';
import { compileTrigger } from '../../domain/triggers/compile.js';
import { explainTrigger } from '../../domain/triggers/explain.js';
import { mergeExplanations } from '../../domain/triggers/merge-explanations.js';
import { createTriggerState } from '../../domain/triggers/trigger-state.js';
import type { StoredAutomation } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { requireAutomation } from './manage-automations.js';

const SHOWN_FIRINGS = 20;

/** Explains. Throws `not-found`; `temporal-unavailable` when the workflows cannot be asked. */
export async function explainAutomation(context: ServiceContext, id: string): Promise<AutomationExplanation> {
  const stored = await requireAutomation(context, id);
  const { enabled, shards = 1 } = stored.automation;
  const ask = (shard: number) => context.temporal.explainAutomation(id, shard);
  const told = enabled ? await Promise.all(Array.from({ length: shards }, (_, shard) => ask(shard))) : [];
  const parts = told.filter((part) => part !== null);
  const [first] = parts;
  if (!first) return explainAtRest(context, stored);
  return {
    ...first,
    explanation: mergeExplanations(parts.map(({ explanation }) => explanation)),
    recent_firings: latest(parts.flatMap((part) => part.recent_firings)),
    withheld: latest(parts.flatMap((part) => part.withheld)),
    state_lost: parts.find((part) => part.state_lost)?.state_lost ?? null,
  };
}

async function explainAtRest(
  context: ServiceContext,
  { automation, since }: StoredAutomation,
): Promise<AutomationExplanation> {
  const compiled = compileTrigger(automation.trigger);
  const state = createTriggerState(compiled, parseInstantUs(since));
  const firings = await context.store.firings.list(automation.id, { limit: SHOWN_FIRINGS, offset: 0 });
  return {
    automation_id: automation.id,
    enabled: automation.enabled,
    since,
    explanation: explainTrigger(compiled, state, context.now().getTime() * 1000),
    recent_firings: firings.reverse().map(({ id, triggered, firing }) => ({
      id,
      triggered,
      state: firing.state,
      labels: firing.triggering_labels,
      event: firing.triggering_event,
    })),
    withheld: [],
    state_lost: null,
  };
}

function latest<Entry extends { readonly triggered: string }>(entries: readonly Entry[]): Entry[] {
  const inOrder = [...entries].sort((left, right) => (left.triggered < right.triggered ? -1 : 1));
  return inOrder.slice(-SHOWN_FIRINGS);
}
