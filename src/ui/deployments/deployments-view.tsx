// The list of deployments: what can be started from here, and whether its schedules act.
import { Code, Group, Switch, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Deployment } from '../../domain/deployments.js';
import { DocumentList } from '../parts/document-list.js';
import { Empty } from '../parts/empty.js';
import { FilterText } from '../parts/filter-text.js';
import { NoneFits } from '../parts/none-fits.js';
import { PageHeader } from '../parts/page-header.js';
import { Tags } from '../parts/tags.js';
import { useFlowNames } from '../runs/run-row.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { deploymentsQuery } from './deployment-queries.js';

export function DeploymentsView() {
  const { name } = useSearch({ from: '/deployments' });
  const navigate = useNavigate({ from: '/deployments' });
  const deployments = useInfiniteQuery({ ...deploymentsQuery(name), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader title="Deployments" about="Flows made startable under a name, with parameters and schedules." />
      <FilterText
        label="Name"
        placeholder="Part of a deployment's or flow's name"
        maw={300}
        mb="sm"
        value={name}
        onChange={(typed) => void navigate({ search: { name: typed }, replace: true })}
      />
      <DocumentList
        label="Deployments"
        query={deployments}
        none={name === undefined ? <NoDeployments /> : <NoneFits what="deployment" to="/deployments" />}
      >
        {(deployment) => <DeploymentRow deployment={deployment} />}
      </DocumentList>
    </>
  );
}

function NoDeployments() {
  return (
    <Empty title="No deployments yet">
      Write <Code>sluice.yaml</Code> and run <Code>npx sluice deploy --all</Code>; what it makes is shown here at once.
    </Empty>
  );
}

function DeploymentRow({ deployment }: { readonly deployment: Deployment }) {
  const { id, name, flow_id, schedules, tags } = deployment;
  const flowName = useFlowNames();
  return (
    <Group className="row-link" p="sm" justify="space-between" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        <Text fw={600} className="anywhere">
          <Link className="link" to="/deployments/$id" params={{ id }}>
            {name}
          </Link>
        </Text>
        <Text size="sm" className="soft anywhere">
          {[flowName(flow_id), schedulesInWords(schedules.length)].join(' · ')}
        </Text>
        <Tags tags={tags} />
      </div>
      <DeploymentSwitch deployment={deployment} />
    </Group>
  );
}

function schedulesInWords(count: number): string {
  if (count === 0) return 'no schedule';
  return count === 1 ? '1 schedule' : `${count} schedules`;
}

/** Lets a deployment's schedules act, or pauses them. */
export function DeploymentSwitch({ deployment }: { readonly deployment: Deployment }) {
  const queries = useQueryClient();
  const { tellError } = useNotices();
  const toggle = useMutation({
    mutationFn: (on: boolean) => (on ? api.deployments.resume(deployment.id) : api.deployments.pause(deployment.id)),
    onError: tellError,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['deployments'] }),
        queries.invalidateQueries({ queryKey: ['deployment', deployment.id] }),
      ]),
  });
  return (
    <Switch
      label="On"
      aria-label={`${deployment.name} is on`}
      title="Its schedules act."
      checked={toggle.isPending ? toggle.variables : !deployment.paused}
      onChange={(event) => toggle.mutate(event.currentTarget.checked)}
    />
  );
}
