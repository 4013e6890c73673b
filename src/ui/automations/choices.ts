// What actions can be about: deployments, pools, queues, automations and blocks, each by id with the name people know.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { BlockDocument } from '../../domain/blocks/block-documents.js';
import { ask } from '../server/connection.js';
import type { TargetField } from './action-kinds.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
  /** Of a queue. */
  readonly work_pool_name?: string;
}

interface TargetList {
  readonly path: string;
  /** What makes its answers old (server/live.ts). */
  readonly subject: string;
  /** The part of the filter document that speaks of it. */
  readonly filter: string;
  readonly byName: (text: string) => Readonly<Record<string, unknown>>;
}

const likeName = (text: string) => (text === '' ? {} : { name: { like_: text } });

const LISTS: Readonly<Record<TargetField, TargetList>> = {
  deployment_id: {
    path: '/deployments/filter',
    subject: 'deployments',
    filter: 'deployments',
    byName: (text) => (text === '' ? {} : { flow_or_deployment_name: { like_: text } }),
  },
  work_pool_id: { path: '/work_pools/filter', subject: 'catalogue', filter: 'work_pools', byName: likeName },
  work_queue_id: {
    path: '/work_queues/filter',
    subject: 'catalogue',
    filter: 'work_queues',
    byName: (text) => (text === '' ? {} : { name: { startswith_: [text] } }),
  },
  automation_id: { path: '/automations/filter', subject: 'automations', filter: 'automations', byName: likeName },
};

/** There may be thousands, so the server finds those that fit. */
const MOST_CHOICES = 50;

interface Wanted {
  /** A part of the name; of a queue, its beginning. */
  readonly text?: string;
  readonly id?: string;
}

/** What an action of this field can be about: those of a name, or the one of an id. */
export const targetChoicesQuery = (field: TargetField, wanted: Wanted) =>
  queryOptions({
    queryKey: [LISTS[field].subject, 'action targets', field, wanted],
    queryFn: async ({ signal }): Promise<Choice[]> => {
      const { path, filter, byName } = LISTS[field];
      const fitting = wanted.id !== undefined ? { id: { any_: [wanted.id] } } : byName(wanted.text ?? '');
      const found = await ask<Named[]>(path, { [filter]: fitting, limit: MOST_CHOICES }, signal);
      return found.map(({ id, name, work_pool_name: pool }) => ({
        value: id,
        label: pool ? `${pool} / ${name}` : name,
      }));
    },
    placeholderData: keepPreviousData,
  });

export interface BlockChoice extends Choice {
  /** Which actions can use it. */
  readonly serves: readonly ('send-notification' | 'call-webhook')[];
}

/** Blocks, to choose one. */
export const blockChoicesQuery = queryOptions({
  queryKey: ['blocks', 'choices'],
  queryFn: async ({ signal }): Promise<BlockChoice[]> => {
    const found = await ask<BlockDocument[]>('/block_documents/filter', { limit: 200 }, signal);
    return found.map(({ id, name, block_type_name: kind, block_type, block_schema }) => ({
      value: id,
      label: `${name} (${kind})`,
      serves: [
        ...(block_schema.capabilities.includes('notify') ? (['send-notification'] as const) : []),
        ...(block_type.slug === 'webhook' ? (['call-webhook'] as const) : []),
      ],
    }));
  },
});
