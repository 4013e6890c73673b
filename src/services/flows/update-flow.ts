// Use case: change a flow's tags and labels.
import { SluiceError } from '../../domain/errors.js';
import type { Flow } from '../../domain/flows.js';
import type { ServiceContext } from '../service-context.js';

/** Given tags replace the old ones, given labels are merged into them. Throws `flow-not-found`. */
export async function updateFlow(
  { store }: ServiceContext,
  id: string,
  { tags, labels }: { readonly tags?: string[] | null; readonly labels?: Flow['labels'] | null },
): Promise<void> {
  await store.transaction(async ({ flows }) => {
    const flow = await flows.find(id);
    if (!flow) throw new SluiceError('flow-not-found', 'Flow not found', { details: { flow_id: id } });
    await flows.update(id, { tags: tags ?? undefined, labels: labels ? { ...flow.labels, ...labels } : undefined });
  });
}
