// The page of one deployment: start a run with a form of its parameters, its schedules with the next runs, its triggers and
// runs.
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Deployment } from '../../domain/deployments.js';
import { AutomationSwitch } from '../automations/automations-view.js';
import { Answered } from '../parts/answered.js';
import { Copyable } from '../parts/copyable.js';
import { PageHeader } from '../parts/page-header.js';
import { Tags } from '../parts/tags.js';
import { useFlowNames } from '../runs/run-row.js';
import { DeleteDeployment, EditDeployment } from './deployment-changes.js';
import { deploymentQuery, triggersQuery } from './deployment-queries.js';
import { DeploymentRunForm } from './deployment-run-form.js';
import { DeploymentRuns } from './deployment-runs.js';
import { DeploymentSchedules } from './deployment-schedules.js';
import { DeploymentSwitch } from './deployments-view.js';

export function DeploymentView() {
  const { id } = useParams({ from: '/deployments/$id' });
  return (
    <Answered query={useQuery(deploymentQuery(id))} title="Deployment">
      {(deployment) => <Page deployment={deployment} />}
    </Answered>
  );
}

function Page({ deployment }: { readonly deployment: Deployment }) {
  const { id, name, description, flow_id, tags, work_pool_name: pool, work_queue_name: queue } = deployment;
  const flowName = useFlowNames()(flow_id);
  return (
    <>
      <PageHeader
        title={name}
        about={
          <Group gap="xs">
            {flowName}
            {pool && <span>in {queue ? `${pool} / ${queue}` : pool}</span>}
            <Copyable text={id} what="deployment's id" />
          </Group>
        }
        actions={
          <>
            <DeploymentSwitch deployment={deployment} />
            <EditDeployment deployment={deployment} />
            <DeleteDeployment deployment={deployment} />
          </>
        }
      />
      <Stack>
        {description && <Text className="anywhere">{description}</Text>}
        {tags.length > 0 && <Tags tags={tags} />}
        <Section title="Run it">
          <DeploymentRunForm deployment={deployment} />
        </Section>
        <Section title="Schedules">
          <DeploymentSchedules deployment={deployment} />
        </Section>
        <Section title="Triggers">
          <Triggers deployment={deployment} />
        </Section>
        <Section title="Runs">
          <DeploymentRuns id={id} flowName={flowName} />
        </Section>
      </Stack>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} fz="h4" mb="xs">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

/** The automations that run it. */
function Triggers({ deployment }: { readonly deployment: Deployment }) {
  return (
    <Stack gap="xs">
      <Answered query={useQuery(triggersQuery(deployment))}>
        {(found) =>
          found.length === 0 ? (
            <Text className="soft">None.</Text>
          ) : (
            found.map(({ id, name, enabled }) => (
              <Group key={id} justify="space-between" wrap="nowrap">
                <Link className="link" to="/automations/$id" params={{ id }}>
                  {name}
                </Link>
                <AutomationSwitch id={id} name={name} enabled={enabled} />
              </Group>
            ))
          )
        }
      </Answered>
      <Group>
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link {...props} to="/automations/new" search={{ deployment: deployment.id }} />}
        >
          Add a trigger
        </Button>
      </Group>
    </Stack>
  );
}
