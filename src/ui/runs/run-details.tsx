// What a run was started with and belongs to: parameters, tags and labels, times, and the names it has elsewhere.
import { Badge, Group, Paper, Stack, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Copyable } from '../parts/copyable.js';
import { JsonBlock } from '../parts/json-block.js';
import { Moment } from '../parts/moment.js';
import { describeSpan } from '../parts/span-in-words.js';
import { namedDeploymentQuery } from './deployment-select.js';
import { parentQuery } from './run-queries.js';

export function RunDetails({ run }: { readonly run: FlowRun }) {
  const labels = Object.keys(run.labels).length > 0;
  return (
    <Stack>
      <section aria-labelledby="parameters-title">
        <Title order={2} fz="h5" mb="xs" id="parameters-title">
          Parameters
        </Title>
        <JsonBlock value={run.parameters} label="Parameters of the run" />
      </section>
      {labels && (
        <section aria-labelledby="labels-title">
          <Title order={2} fz="h5" mb="xs" id="labels-title">
            Labels
          </Title>
          <JsonBlock value={run.labels} label="Labels of the run" />
        </section>
      )}
      <Paper withBorder px="md" py="xs">
        <Table layout="auto" verticalSpacing={6} horizontalSpacing="xs">
          <Table.Tbody>
            <Facts run={run} />
          </Table.Tbody>
        </Table>
      </Paper>
    </Stack>
  );
}

function Facts({ run }: { readonly run: FlowRun }) {
  const deployment = useQuery({
    ...namedDeploymentQuery(run.deployment_id ?? ''),
    enabled: run.deployment_id !== null,
  }).data;
  const parentId = useQuery({
    ...parentQuery(run.parent_task_run_id ?? ''),
    enabled: run.parent_task_run_id !== null,
  }).data;
  return (
    <>
      {run.deployment_id !== null && (
        <Fact name="Deployment">
          <Link className="link" to="/deployments/$id" params={{ id: run.deployment_id }}>
            {deployment?.name ?? run.deployment_id}
          </Link>
        </Fact>
      )}
      {parentId != null && (
        <Fact name="Called by">
          <Link className="link" to="/runs/$id" params={{ id: parentId }}>
            run {parentId}
          </Link>
        </Fact>
      )}
      {run.tags.length > 0 && (
        <Fact name="Tags">
          <Group gap={4}>
            {run.tags.map((tag) => (
              <Link key={tag} to="/runs" search={{ tag }} title={`Runs with the tag ${tag}`}>
                <Badge variant="default" tt="none" maw={280}>
                  {tag}
                </Badge>
              </Link>
            ))}
          </Group>
        </Fact>
      )}
      <Time name="Created" at={run.created} />
      <Time name="To start" at={run.expected_start_time} />
      <Time name="Started" at={run.start_time} />
      <Time name="Ended" at={run.end_time} />
      {run.total_run_time > 0 && <Fact name="Ran">{describeSpan(run.total_run_time)}</Fact>}
      {run.work_pool_name !== null && <Fact name="Work pool">{run.work_pool_name}</Fact>}
      {run.task_queue !== null && <Fact name="Task queue">{run.task_queue}</Fact>}
      {run.workflow_id !== null && run.workflow_id !== run.id && (
        <Fact name="Workflow id">
          <Copyable text={run.workflow_id} what="workflow id" />
        </Fact>
      )}
    </>
  );
}

function Time({ name, at }: { readonly name: string; readonly at: string | null }) {
  if (at === null) return null;
  return (
    <Fact name={name}>
      <Moment at={at} exact />
    </Fact>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="8rem" fw={500} className="soft">
        {name}
      </Table.Th>
      <Table.Td className="anywhere">{children}</Table.Td>
    </Table.Tr>
  );
}
