// What an automation did: each firing with its actions and attempts; what failed can be carried out again.
import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FiringRecord } from '../../domain/automations/ledger.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { JsonBlock } from '../parts/json-block.js';
import { Moment } from '../parts/moment.js';
import { badgeText } from '../parts/state-badge.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { firingsQuery } from './automation-queries.js';
import { describeAction } from './in-words.js';

export function AutomationFirings({ id }: { readonly id: string }) {
  return (
    <Answered query={useQuery(firingsQuery(id))}>
      {(firings) =>
        firings.length === 0 ? (
          <Empty title="It has not fired yet">“Why or why not” tells what it waits for.</Empty>
        ) : (
          <Stack gap="sm">
            {firings.map((firing) => (
              <FiringCard key={firing.id} firing={firing} />
            ))}
          </Stack>
        )
      }
    </Answered>
  );
}

const COLOURS = { running: 'blue', executed: 'teal', completed: 'teal', failed: 'red', cancelled: 'gray' } as const;

function Status({ status }: { readonly status: keyof typeof COLOURS }) {
  const colour = COLOURS[status];
  return (
    <Badge variant="light" color={colour} tt="none" style={{ color: badgeText(colour), flexShrink: 0 }}>
      {status}
    </Badge>
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

function FiringCard({ firing }: { readonly firing: FiringRecord }) {
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
          <Status status={status} />
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
          <Group key={`${action.list} ${action.index}`} gap="xs" align="flex-start" wrap="nowrap">
            <Status status={action.status} />
            <Text size="sm" className="anywhere">
              {describeAction(action.action)}
              {action.attempts.length > 1 && `, ${action.attempts.length} attempts`}
              {action.reason && <span className="soft"> · {action.reason}</span>}
            </Text>
          </Group>
        ))}
      </Stack>
      <details>
        <summary>The whole record</summary>
        <JsonBlock value={firing} label="Record of the firing" />
      </details>
    </Paper>
  );
}
