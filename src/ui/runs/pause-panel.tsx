// What a paused run waits for, and the form that answers it. An answer that is refused leaves the run paused, and what was
// wrong stands beside its field.
import { Alert, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { OpenPause } from '../../domain/pauses.js';
import { Moment } from '../parts/moment.js';
import { ErrorNote } from '../parts/error-note.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));
const Markdown = lazy(() => import('../parts/markdown.js'));

export function PausePanel({ runId, pause }: { readonly runId: string; readonly pause: OpenPause }) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const resume = useMutation({
    mutationFn: (runInput: Record<string, unknown> | undefined) =>
      api.flowRuns.resume(runId, { ...(runInput === undefined ? {} : { runInput }), pauseKey: pause.key }),
    onSuccess: ({ status }) =>
      tell(
        status === 'RECORDED' ? 'The answer is kept; it is given to the run as soon as a worker is there.' : 'Resumed.',
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['run', runId] }),
  });
  const wantsInput = pause.schema !== null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="pause-title">
      <Stack gap="sm">
        <Group justify="space-between" align="baseline" gap="xs">
          <Title order={2} fz="h4" id="pause-title">
            {wantsInput ? 'This run waits for an answer' : 'This run waits to be resumed'}
          </Title>
          <Text size="sm" className="soft">
            {pause.kind} <Moment at={pause.paused_at} />
            {pause.timeout_at === null ? (
              ', without a limit'
            ) : (
              <>
                , times out <Moment at={pause.timeout_at} />
              </>
            )}
          </Text>
        </Group>
        {pause.description !== null && (
          <Alert color="gray" variant="light">
            <Suspense fallback={<Skeleton h={40} />}>
              <Markdown text={pause.description} />
            </Suspense>
          </Alert>
        )}
        {wantsInput ? (
          <Suspense fallback={<Skeleton h={120} />}>
            <SchemaForm
              key={`${runId} ${pause.key} ${pause.paused_at}`}
              schema={pause.schema}
              initial={pause.initial_data}
              submitLabel="Resume"
              error={resume.error}
              busy={resume.isPending}
              onSubmit={(values) => resume.mutate(values)}
            />
          </Suspense>
        ) : (
          <>
            {resume.error && <ErrorNote error={resume.error} />}
            <Group>
              <Button loading={resume.isPending} onClick={() => resume.mutate(undefined)}>
                Resume
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}
