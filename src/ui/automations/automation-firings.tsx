// What an automation did: each firing with its actions and attempts; what failed can be carried out again.
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FiringRecord } from '../../domain/automations/ledger.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { JsonBlock } from '../parts/json-block.js';
import { Moment } from '../parts/moment.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { firingsQuery } from './automation-queries.js';
import { FiredAction } from './fired-action.js';
import { FiringStatus } from './firing-status.js';
import type { NameOf } from './in-words.js';
import { useFiredNames } from './target-names.js';

export function AutomationFirings({ id }: { readonly id: string }) {
  return (
    <Answered query={useQuery(firingsQuery(id))}>
      {(firings) =>
        firings.length === 0 ? (
          <Empty title="It has not fired yet">“Why or why not” tells what it waits for.</Empty>
        ) : (
          <Firings firings={firings} />
        )
      }
    </Answered>
  );
}

function Firings({ firings }: { readonly firings: readonly FiringRecord[] }) {
  const nameOf = useFiredNames(firings);
  return (
    <Stack gap="sm">
      {firings.map((firing) => (
        <FiringCard key={firing.id} firing={firing} nameOf={nameOf} />
      ))}
    </Stack>
  );
}

/** What set it off: the last event, and what its labels counted it by. */
function Cause({ firing: { firing } }: { readonly firing: FiringRecord }) {
  const labels = Object.values(firing.triggering_labels).join(', ');
  if (firing.triggering_event === null) return <Text size="sm">{labels}</Text>;
  return (
    <Text size="sm" className="anywhere">
      <Link className="link" to="/events" search={{ open: firing.triggering_event }}>
        by this event
      </Link>
      {labels && ` of ${labels}`}
    </Text>
  );
}

function FiringCard({ firing, nameOf }: { readonly firing: FiringRecord; readonly nameOf: NameOf }) {
  const queries = useQueryClient();
  const { tell, tellError } = useNotices();
  const { automation_id, status, triggered, actions } = firing;
  const redrive = useMutation({
    mutationFn: () => api.automations.redrive(automation_id, firing.id),
    onSuccess: () => tell('The failed actions are carried out again.'),
    onError: tellError,
    onSettled: () => queries.invalidateQueries({ queryKey: ['automation', automation_id] }),
  });
  return (
    <Paper withBorder p="sm" component="article" aria-label={`Firing of ${triggered}`}>
      <Group justify="space-between">
        <Group gap="xs">
          <FiringStatus status={status} />
          <Text size="sm">
            <Moment at={triggered} exact />
          </Text>
          <Cause firing={firing} />
        </Group>
        {status === 'failed' && (
          <Button size="xs" variant="default" loading={redrive.isPending} onClick={() => redrive.mutate()}>
            Do the failed actions again
          </Button>
        )}
      </Group>
      <Stack gap={4} mt="xs">
        {actions.map((action) => (
          <FiredAction key={`${action.list} ${action.index}`} action={action} nameOf={nameOf} />
        ))}
      </Stack>
      <details>
        <summary>The whole record</summary>
        <JsonBlock value={firing} label="Record of the firing" />
      </details>
    </Paper>
  );
}
