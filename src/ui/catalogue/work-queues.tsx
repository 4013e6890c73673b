// The queues of a work pool, by priority: whether each takes runs, how many at once, and ways to add, change and
// delete one.
import { Badge, Group, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { WorkQueue } from '../../domain/work-pools/work-pool.js';
import { Answered } from '../parts/answered.js';
import { Confirm } from '../parts/confirm.js';
import { Dialog } from '../parts/dialog.js';
import { ask, change } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));

const KEY = ['catalogue', 'work queues'];
const MOST_QUEUES = 200;
const CHANGED = {
  description: { type: 'string', title: 'Description' },
  priority: { type: 'integer', minimum: 1, title: 'Priority', description: '1 is the most urgent.' },
  concurrency_limit: { type: 'integer', minimum: 0, title: 'Runs at once', description: 'Empty: without a limit.' },
};
const SCHEMA = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string', title: 'Name' }, ...CHANGED },
};
/** Flows and deployments know a queue by its name, which stays. */
const CHANGE_SCHEMA = { type: 'object', required: ['priority'], properties: CHANGED };

const pathOf = (pool: string) => `/work_pools/${encodeURIComponent(pool)}/queues`;

/** Asked for once somebody opens it: most pools have the default queue alone. */
export function WorkQueues({ pool }: { readonly pool: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Queues</summary>
      {isOpen && <Queues pool={pool} />}
    </details>
  );
}

function Queues({ pool }: { readonly pool: string }) {
  const queues = useQuery({
    queryKey: [...KEY, pool],
    queryFn: ({ signal }) => ask<WorkQueue[]>(`${pathOf(pool)}/filter`, { limit: MOST_QUEUES }, signal),
  });
  return (
    <Answered query={queues}>
      {(found) => (
        <Stack gap="xs">
          <Stack gap="xs" role="list" aria-label={`Queues of ${pool}`}>
            {found.map((queue) => (
              <QueueRow key={queue.id} queue={queue} />
            ))}
          </Stack>
          <Group>
            <Dialog verb="Add a queue" title={`New queue of ${pool}`}>
              {(close) => <QueueForm pool={pool} queue={null} onDone={close} />}
            </Dialog>
          </Group>
        </Stack>
      )}
    </Answered>
  );
}

const DEFAULT_QUEUE = 'default';

function QueueRow({ queue }: { readonly queue: WorkQueue }) {
  const { id, name, is_paused, priority, concurrency_limit: limit, status, work_pool_name: pool } = queue;
  const queries = useQueryClient();
  const { tell, tellError } = useNotices();
  const refresh = () => queries.invalidateQueries({ queryKey: [...KEY, pool] });
  const toggle = useMutation({
    mutationFn: (on: boolean) => change('PATCH', `/work_queues/${id}`, { is_paused: !on }),
    onError: tellError,
    onSettled: refresh,
  });
  const remove = () =>
    change('DELETE', `/work_queues/${id}`)
      .then(() => tell(`Deleted the queue ${name}.`), tellError)
      .finally(refresh);
  return (
    <Group role="listitem" gap="sm">
      <Switch
        label={name}
        aria-label={`The queue ${name} takes runs`}
        checked={toggle.isPending ? toggle.variables : !is_paused}
        onChange={(event) => toggle.mutate(event.currentTarget.checked)}
      />
      <Badge size="sm" variant="default" tt="none">
        {status.toLowerCase().replace('_', ' ')}
      </Badge>
      <Text size="sm" className="soft">
        priority {priority}
        {limit !== null && `, at most ${limit} at once`}
      </Text>
      <Dialog verb="Change" label={`Change the queue ${name}`} title={`Change the queue ${name}`}>
        {(close) => <QueueForm pool={pool} queue={queue} onDone={close} />}
      </Dialog>
      {name !== DEFAULT_QUEUE && (
        <Confirm verb="Delete" of={`the queue ${name}`} question={`Delete the queue ${name}?`} onConfirm={remove}>
          What waits in it is not started. This cannot be undone.
        </Confirm>
      )}
    </Group>
  );
}

interface QueueFormProps {
  readonly pool: string;
  /** Null: it is made. */
  readonly queue: WorkQueue | null;
  readonly onDone: () => void;
}

function QueueForm({ pool, queue, onDone }: QueueFormProps) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const save = useMutation({
    mutationFn: ({ name, description, priority, concurrency_limit: limit }: Record<string, unknown>) =>
      queue === null
        ? change('POST', pathOf(pool), { name, description, priority, concurrency_limit: limit })
        : // A field that was emptied is missing: no limit is said by null, and a queue has always a priority.
          change('PATCH', `/work_queues/${queue.id}`, {
            description: description ?? '',
            priority,
            concurrency_limit: limit ?? null,
          }),
    onSuccess: async (_made, { name }) => {
      tell(queue === null ? `Added the queue ${String(name)}.` : `Changed the queue ${queue.name}.`);
      onDone();
      await queries.invalidateQueries({ queryKey: [...KEY, pool] });
    },
  });
  return (
    <Suspense fallback={null}>
      <SchemaForm
        schema={queue === null ? SCHEMA : CHANGE_SCHEMA}
        initial={queue === null ? null : toEdit(queue)}
        submitLabel={queue === null ? 'Create' : 'Save'}
        error={save.error}
        busy={save.isPending}
        onSubmit={(values) => save.mutate(values)}
      />
    </Suspense>
  );
}

/** What the form of a queue starts from; what it has not is left out. */
const toEdit = ({ description, priority, concurrency_limit: limit }: WorkQueue): Record<string, unknown> => ({
  description,
  priority,
  ...(limit === null ? {} : { concurrency_limit: limit }),
});
