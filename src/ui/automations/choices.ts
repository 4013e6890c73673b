// What actions can be about: deployments, pools, queues, automations and blocks, each by id with the name people know.
import { queryOptions } from '@tanstack/react-query';
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

const LISTS: Readonly<Record<TargetField, { readonly path: string; readonly subject: string }>> = {
  deployment_id: { path: '/deployments/filter', subject: 'deployments' },
  work_pool_id: { path: '/work_pools/filter', subject: 'catalogue' },
  work_queue_id: { path: '/work_queues/filter', subject: 'catalogue' },
  automation_id: { path: '/automations/filter', subject: 'automations' },
};

/** What an action of this field can be about. */
export const targetChoicesQuery = (field: TargetField) =>
  queryOptions({
    queryKey: [LISTS[field].subject, 'choices', field],
    queryFn: async ({ signal }): Promise<Choice[]> => {
      const found = await ask<Named[]>(LISTS[field].path, { limit: 200 }, signal);
      return found.map(({ id, name, work_pool_name: pool }) => ({
        value: id,
        label: pool ? `${pool} / ${name}` : name,
      }));
    },
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
