// The queues of a work pool, by priority: whether each takes runs, how many at once, and ways to add and delete one.
import { Badge, Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { WorkQueue } from '../../domain/work-pools/work-pool.js';
import { Answered } from '../parts/answered.js';
import { Confirm } from '../parts/confirm.js';
import { ask, change } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));

const KEY = ['catalogue', 'work queues'];
const MOST_QUEUES = 200;
const SCHEMA = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', title: 'Name' },
    description: { type: 'string', title: 'Description' },
    priority: { type: 'integer', minimum: 1, title: 'Priority', description: '1 is the most urgent.' },
    concurrency_limit: { type: 'integer', minimum: 0, title: 'Runs at once', description: 'Empty: without a limit.' },
  },
};

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
  const [isAdding, setIsAdding] = useState(false);
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
            <Button size="xs" variant="default" onClick={() => setIsAdding(true)}>
              Add a queue
            </Button>
          </Group>
          <Modal
            opened={isAdding}
            onClose={() => setIsAdding(false)}
            title={`New queue of ${pool}`}
            closeButtonProps={{ 'aria-label': 'Close' }}
          >
            {isAdding && <NewQueue pool={pool} onDone={() => setIsAdding(false)} />}
          </Modal>
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
      {name !== DEFAULT_QUEUE && (
        <Confirm verb="Delete" of={`the queue ${name}`} question={`Delete the queue ${name}?`} onConfirm={remove}>
          What waits in it is not started. This cannot be undone.
        </Confirm>
      )}
    </Group>
  );
}

function NewQueue({ pool, onDone }: { readonly pool: string; readonly onDone: () => void }) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const create = useMutation({
    mutationFn: (values: Record<string, unknown>) => change('POST', pathOf(pool), values),
    onSuccess: async (_made, { name }) => {
      tell(`Added the queue ${String(name)}.`);
      onDone();
      await queries.invalidateQueries({ queryKey: [...KEY, pool] });
    },
  });
  return (
    <Suspense fallback={null}>
      <SchemaForm
        schema={SCHEMA}
        initial={null}
        submitLabel="Create"
        error={create.error}
        busy={create.isPending}
        onSubmit={(values) => create.mutate(values)}
      />
    </Suspense>
  );
}
