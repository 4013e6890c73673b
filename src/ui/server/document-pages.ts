// Lists of documents that are asked for page after page, as far as somebody scrolls: deployments, automations, and what a
// catalogue holds.
import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';
import { ask } from './connection.js';

const PAGE_ROWS = 100;

/**
 * The pages of a filter route.
 *
 * @param body - the filter document without limit and offset
 */
export const documentPages = <Document>(queryKey: QueryKey, path: string, body: Readonly<Record<string, unknown>>) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam: offset, signal }) => ask<Document[]>(path, { ...body, limit: PAGE_ROWS, offset }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.length < PAGE_ROWS ? undefined : pages.length * PAGE_ROWS),
  });
