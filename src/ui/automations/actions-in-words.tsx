// What an automation does in words, with the names of what it does it to. The words come at once; a name joins them when
// the server has told it.
import { describeActions, targetIdsOf, type ActionLists } from './in-words.js';
import { useTargetNames } from './target-names.js';

export function ActionsInWords({ of }: { readonly of: ActionLists }) {
  const lists = [of.actions, of.actions_on_trigger ?? [], of.actions_on_resolve ?? []];
  return describeActions(of, useTargetNames(lists.flat().flatMap(targetIdsOf)));
}
