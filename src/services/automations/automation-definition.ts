// An automation as its workflow takes it. Apart because the sync, the router and redrives all hand it over.
import type { AutomationDefinition } from '../../contract/automations.js';
import type { StoredAutomation } from '../../store/store.js';

/** What the workflow of a stored automation evaluates. */
export function definitionOf({ automation, since }: StoredAutomation): AutomationDefinition {
  const { id, name, trigger, actions, actions_on_trigger, actions_on_resolve, shards = 1 } = automation;
  return { id, name, trigger, actions, actions_on_trigger, actions_on_resolve, since, shards, shard: 0 };
}
