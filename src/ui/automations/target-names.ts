// The names of what actions are about: the server is asked once for each, for flow runs once for all of them, and until it
// has answered there is none.
import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import type { FiringRecord } from '../../domain/automations/ledger.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import { ask } from '../server/connection.js';
import type { TargetField } from './action-kinds.js';
import { blockChoicesQuery, targetChoicesQuery } from './choices.js';
import { firedTargets } from './fired-targets.js';
import type { NameOf } from './in-words.js';

interface Target {
  readonly field: TargetField | 'block_document_id';
  readonly id: string;
}

export function useTargetNames(targets: readonly Target[]): NameOf {
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
  return (wanted) => choices.find(({ value }) => value === wanted)?.label;
}

/** Flow runs of one answer. */
const MOST_RUNS = 200;

/** The names of what the actions of firings were about, as far as their records do not have them. */
export function useFiredNames(firings: readonly FiringRecord[]): NameOf {
  const unnamed = firings.flatMap(({ actions }) => actions.flatMap(firedTargets)).filter(({ name }) => !name);
  const targets = unnamed.flatMap(({ field, id }) => (field === 'flow_run_id' ? [] : [{ field, id }]));
  const runIds = [...new Set(unnamed.flatMap(({ field, id }) => (field === 'flow_run_id' ? [id] : [])))];
  const runs = useQuery(runNamesQuery(runIds.slice(0, MOST_RUNS))).data;
  const nameOf = useTargetNames(targets);
  return (id) => nameOf(id) ?? runs?.find((run) => run.id === id)?.name;
}

const runNamesQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['runs', 'names', ids],
    queryFn: ({ signal }) => ask<FlowRun[]>('/flow_runs/filter', { flow_runs: { id: { any_: ids } } }, signal),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });
