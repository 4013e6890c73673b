// Work pools: who takes runs, how many at once, and whether they are held back.
import { Badge } from '@mantine/core';
import { Catalogue } from './record-list.js';
import { WorkQueues } from './work-queues.js';

const SHARED = {
  description: { type: 'string', title: 'Description' },
  concurrency_limit: { type: 'integer', minimum: 0, title: 'Runs at once', description: 'Empty: without a limit.' },
  is_paused: { type: 'boolean', title: 'Paused', default: false },
};

export function WorkPoolsView() {
  return (
    <Catalogue
      title="Work pools"
      about="Runs of deployments wait in a pool until a worker takes them."
      empty="Then start a worker whose task queue has the pool's name: npx sluice worker start --task-queue NAME"
      one="work pool"
      path="/work_pools"
      addressOf={({ name }) => name}
      createSchema={{
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', title: 'Name' }, ...SHARED },
      }}
      editSchema={{ type: 'object', properties: SHARED }}
      toEdit={({ description, concurrency_limit, is_paused }) => ({
        ...(description === null ? {} : { description }),
        ...(concurrency_limit === null ? {} : { concurrency_limit }),
        is_paused,
      })}
      summary={({ name, type, status, is_paused, concurrency_limit }) => (
        <>
          <Badge size="sm" variant="default" tt="none">
            {is_paused === true
              ? 'paused'
              : typeof status === 'string'
                ? status.toLowerCase().replace('_', ' ')
                : 'unknown'}
          </Badge>{' '}
          {String(type)}
          {typeof concurrency_limit === 'number' && `, at most ${concurrency_limit} at once`}
          <WorkQueues pool={name} />
        </>
      )}
    />
  );
}
