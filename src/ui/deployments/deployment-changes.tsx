// Changing what a deployment says of itself, and deleting it.
import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Deployment, DeploymentUpdate } from '../../domain/deployments.js';
import { Confirm } from '../parts/confirm.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));

const text = (title: string, description?: string) => ({ title, description, type: 'string' });
const FIELDS = {
  description: text('Description'),
  tags: { title: 'Tags', type: 'array', items: { type: 'string' } },
  concurrency_limit: { title: 'Runs at once', description: 'Empty: without a limit.', type: 'integer', minimum: 1 },
  work_pool_name: text('Work pool', 'Empty: runs start by themselves.'),
  work_queue_name: text('Work queue'),
};
type Field = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as Field[];

/** What the form starts from: fields without a value stay empty. */
function toValues(deployment: Deployment): Record<string, unknown> {
  return Object.fromEntries(NAMES.flatMap((name) => (deployment[name] == null ? [] : [[name, deployment[name]]])));
}

/** What the form says: a field that was emptied is null. */
function toChanges(values: Record<string, unknown>): DeploymentUpdate {
  const given = Object.fromEntries(NAMES.map((name) => [name, values[name] ?? null]));
  return { ...given, tags: (values['tags'] ?? []) as string[] };
}

export function EditDeployment({ deployment }: { readonly deployment: Deployment }) {
  const [opened, setOpened] = useState(false);
  const queries = useQueryClient();
  const { tell } = useNotices();
  const save = useMutation({
    mutationFn: (values: Record<string, unknown>) => api.deployments.update(deployment.id, toChanges(values)),
    onSuccess: async () => {
      tell(`Changed ${deployment.name}.`);
      setOpened(false);
      await queries.invalidateQueries({ queryKey: ['deployment', deployment.id] });
      await queries.invalidateQueries({ queryKey: ['deployments'] });
    },
  });
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Change
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        size="lg"
        title={`Change ${deployment.name}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Suspense fallback={null}>
          <SchemaForm
            schema={{ type: 'object', properties: FIELDS }}
            initial={toValues(deployment)}
            submitLabel="Save"
            error={save.error}
            busy={save.isPending}
            onSubmit={(values) => save.mutate(values)}
          />
        </Suspense>
      </Modal>
    </>
  );
}

export function DeleteDeployment({ deployment: { id, name } }: { readonly deployment: Deployment }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { tell, tellError } = useNotices();
  const remove = () =>
    api.deployments.delete(id).then(async () => {
      tell(`Deleted ${name}.`);
      await navigate({ to: '/deployments' });
      await queries.invalidateQueries({ queryKey: ['deployments'] });
    }, tellError);
  return (
    <Confirm verb="Delete" question={`Delete ${name}?`} onConfirm={remove}>
      Its schedules and the triggers made with it go too; its runs stay. This cannot be undone.
    </Confirm>
  );
}
