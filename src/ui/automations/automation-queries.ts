// What the views of automations ask for.
import { queryOptions } from '@tanstack/react-query';
import type { Automation } from '../../domain/automations/automation.js';
import { api } from '../server/connection.js';
import { documentPages } from '../server/document-pages.js';

/** Automations by name; those with a part of it in theirs. */
export const automationsQuery = (name: string | undefined) =>
  documentPages<Automation>(['automations', 'list', name], '/automations/filter', {
    ...(name === undefined ? {} : { automations: { name: { like_: name } } }),
    sort: 'NAME_ASC',
  });

export const automationQuery = (id: string) =>
  queryOptions({ queryKey: ['automation', id], queryFn: () => api.automations.read({ id }) });

/** The automation to begin a draft from: asked for whenever that is, since an old answer would be saved again. */
export const storedDraftQuery = (id: string) =>
  queryOptions({ ...automationQuery(id), queryKey: ['automation', id, 'draft'], gcTime: 0 });

const UNDER_WAY_MS = 1_500;

/** What it did. Asked again while an action is under way: no event tells that a firing's record is closed. */
export const firingsQuery = (id: string) =>
  queryOptions({
    queryKey: ['automation', id, 'firings'],
    queryFn: () => api.automations.firings(id, { limit: 100 }),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'running') ? UNDER_WAY_MS : false),
  });

export const explanationQuery = (id: string) =>
  queryOptions({ queryKey: ['automation', id, 'explain'], queryFn: () => api.automations.explain(id) });
