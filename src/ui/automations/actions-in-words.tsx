// What an automation does in words, with the names of what it does it to. The words come at once; a name joins them when
// the server has told it.
import { useQueries, useQuery } from '@tanstack/react-query';
import { blockChoicesQuery, targetChoicesQuery } from './choices.js';
import { describeActions, targetIdsOf, type ActionLists } from './in-words.js';

export function ActionsInWords({ of }: { readonly of: ActionLists }) {
  const lists = [of.actions, of.actions_on_trigger ?? [], of.actions_on_resolve ?? []];
  const targets = lists.flat().flatMap(targetIdsOf);
  // One target of two actions is asked for once.
  const ids = new Map(targets.map(({ field, id }) => [id, field]));
  const found = useQueries({
    queries: [...ids].flatMap(([id, field]) =>
      field === 'block_document_id' ? [] : [targetChoicesQuery(field, { id })],
    ),
  });
  const blocks = useQuery({
    ...blockChoicesQuery,
    enabled: targets.some(({ field }) => field === 'block_document_id'),
  });
  const choices = [...found.flatMap(({ data = [] }) => data), ...(blocks.data ?? [])];
  return describeActions(of, (wanted) => choices.find(({ value }) => value === wanted)?.label);
}
