// The list of deployments: what can be started from here, and whether its schedules act.
import { Badge, Code, Group, Paper, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Deployment } from '../../domain/deployments.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { PageHeader } from '../parts/page-header.js';
import { useFlowNames } from '../runs/run-row.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { deploymentsQuery } from './deployment-queries.js';

export function DeploymentsView() {
  const flowName = useFlowNames();
  return (
    <>
      <PageHeader title="Deployments" about="Flows made startable under a name, with parameters and schedules." />
      <Answered query={useQuery(deploymentsQuery)}>
        {(deployments) =>
          deployments.length === 0 ? (
            <Empty title="No deployments yet">
              Create one by the API (<Code>POST /api/deployments/</Code>) or the client; it is shown here at once.
            </Empty>
          ) : (
            <Stack gap="xs" role="list">
              {deployments.map((deployment) => (
                <Paper withBorder p="sm" key={deployment.id} role="listitem">
                  <Group justify="space-between" wrap="nowrap">
                    <div style={{ minWidth: 0 }}>
                      <Text fw={600} className="anywhere">
                        <Link className="link" to="/deployments/$id" params={{ id: deployment.id }}>
                          {deployment.name}
                        </Link>
                      </Text>
                      <Text size="sm" className="soft anywhere">
                        {flowName(deployment.flow_id)} · {deployment.schedules.length} schedules
                      </Text>
                      <Group gap={4}>
                        {deployment.tags.map((tag) => (
                          <Badge key={tag} size="sm" variant="default" tt="none">
                            {tag}
                          </Badge>
                        ))}
                      </Group>
                    </div>
                    <DeploymentSwitch deployment={deployment} />
                  </Group>
                </Paper>
              ))}
            </Stack>
          )
        }
      </Answered>
    </>
  );
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
      aria-label={`${deployment.name} is on`}
      checked={toggle.isPending ? toggle.variables : !deployment.paused}
      onChange={(event) => toggle.mutate(event.currentTarget.checked)}
    />
  );
}
