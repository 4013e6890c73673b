// Starting a run of a deployment: a form of its parameters (or JSON), and, for those who want it, a name and a time.
import { Group, Skeleton, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Deployment } from '../../domain/deployments.js';
import { useNotices } from '../shell/notices.js';
import { startRun } from './deployment-queries.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));

export function DeploymentRunForm({ deployment }: { readonly deployment: Deployment }) {
  const navigate = useNavigate();
  const { tell } = useNotices();
  const [name, setName] = useState('');
  const [at, setAt] = useState('');
  const start = useMutation({
    mutationFn: (parameters: Record<string, unknown>) =>
      startRun(deployment.id, parameters, {
        name: name.trim() || null,
        at: at === '' ? null : new Date(at).toISOString(),
      }),
    onSuccess: async (run) => {
      tell(at === '' ? `Started ${run.name}.` : `Planned ${run.name}.`);
      await navigate({ to: '/runs/$id', params: { id: run.id } });
    },
  });
  const schema = deployment.parameter_openapi_schema ?? null;
  const hasFields = Object.keys((schema?.['properties'] as object | undefined) ?? {}).length > 0;
  return (
    <Suspense fallback={<Skeleton h={80} />}>
      <details>
        <summary>Name and time</summary>
        <Group my="xs" align="flex-end">
          <TextInput
            label="Name of the run"
            placeholder="made up"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label="Start at"
            description="Empty: now. Your local time."
            value={at}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
        </Group>
      </details>
      <SchemaForm
        schema={hasFields ? schema : null}
        initial={deployment.parameters}
        submitLabel="Start a run"
        error={start.error}
        busy={start.isPending}
        onSubmit={(parameters) => start.mutate(parameters)}
      />
    </Suspense>
  );
}
