// What automations did within the last day: how often, when, and which ones were the last.
import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReceivedEvent } from '../../domain/events/event.js';
import { Answered } from '../parts/answered.js';
import { BarChart } from '../parts/bar-chart.js';
import { Moment } from '../parts/moment.js';
import { firedPerHourQuery, firedQuery } from './dashboard-queries.js';
import { hourBars } from './hour-bars.js';
import { Panel } from './panel.js';

export function FiredPanel() {
  const fired = useQuery(firedQuery);
  const hours = useQuery(firedPerHourQuery);
  return (
    <Panel
      title="Automations fired, last day"
      count={fired.data?.total}
      more={
        <Link className="link" to="/automations">
          All automations
        </Link>
      }
    >
      <Answered query={fired}>
        {({ total, events }) =>
          total === 0 ? (
            <Text className="soft">
              None fired. An automation can tell somebody when a run fails, or stop one that takes too long.
            </Text>
          ) : (
            <Stack gap="xs">
              <Answered query={hours}>
                {(rows) => <BarChart title="Firings an hour" bars={hourBars(rows, 'firings')} />}
              </Answered>
              <Stack gap={2} role="list" aria-label="The last firings">
                {events.map((event) => (
                  <Firing key={event.id} event={event} />
                ))}
              </Stack>
            </Stack>
          )
        }
      </Answered>
    </Panel>
  );
}

function Firing({ event: { resource, occurred, payload } }: { readonly event: ReceivedEvent }) {
  const id = String(payload['automation_id']);
  return (
    <Group role="listitem" justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm" truncate>
        <Link className="link" to="/automations/$id" params={{ id }}>
          {resource['prefect.resource.name'] ?? id}
        </Link>
      </Text>
      <Text size="sm" className="soft" style={{ flexShrink: 0 }}>
        <Moment at={occurred} />
      </Text>
    </Group>
  );
}
