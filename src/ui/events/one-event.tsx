// One event whole, beside the feed: what it is about, what it is related to, what it carries, and how to automate it.
import { Button, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReceivedEvent } from '../../domain/events/event.js';
import { Answered } from '../parts/answered.js';
import { Copyable } from '../parts/copyable.js';
import { Empty } from '../parts/empty.js';
import { JsonBlock } from '../parts/json-block.js';
import { Moment } from '../parts/moment.js';
import { eventQuery } from './event-queries.js';

interface OneEventProps {
  /** Null: none is open. */
  readonly id: string | null;
  readonly onClose: () => void;
}

export function OneEvent({ id, onClose }: OneEventProps) {
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title="One event"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id !== null && <EventById id={id} />}
    </Drawer>
  );
}

function EventById({ id }: { readonly id: string }) {
  return (
    <Answered query={useQuery(eventQuery(id))}>
      {(event) =>
        event === null ? (
          <Empty title="There is no such event">The log keeps events for a while only.</Empty>
        ) : (
          <EventWhole event={event} />
        )
      }
    </Answered>
  );
}

const RUN_PREFIX = 'prefect.flow-run.';

function EventWhole({ event }: { readonly event: ReceivedEvent }) {
  const resourceId = event.resource['prefect.resource.id'] ?? '';
  return (
    <Stack>
      <div>
        <Text fw={600} className="anywhere">
          {event.event}
        </Text>
        <Text size="sm" className="soft">
          <Moment at={event.occurred} exact />
        </Text>
        <Copyable text={event.id} what="event's id" />
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          renderRoot={(props) => (
            <Link {...props} to="/automations/new" search={{ event: event.event, resource: resourceId }} />
          )}
        >
          Automate this event
        </Button>
        {resourceId.startsWith(RUN_PREFIX) && (
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => (
              <Link {...props} to="/runs/$id" params={{ id: resourceId.slice(RUN_PREFIX.length) }} />
            )}
          >
            Show the run
          </Button>
        )}
      </Group>
      <Labels title="Resource" labels={event.resource} />
      {event.related.map((labels, index) => (
        <Labels key={index} title={`Related: ${labels['prefect.resource.role'] ?? index + 1}`} labels={labels} />
      ))}
      <JsonBlock value={event} label="The event" />
    </Stack>
  );
}

function Labels({ title, labels }: { readonly title: string; readonly labels: Readonly<Record<string, string>> }) {
  return (
    <Table captionSide="top" fz="sm" layout="fixed">
      <Table.Caption ta="left" mt={0}>
        {title}
      </Table.Caption>
      <Table.Tbody>
        {Object.entries(labels).map(([label, value]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" className="anywhere" w="45%" fz="xs" fw={500}>
              {label}
            </Table.Th>
            <Table.Td className="anywhere">{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
