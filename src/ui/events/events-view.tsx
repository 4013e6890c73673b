// The feed of events: what comes in is on top at once; filtered by name, resource and time, and by its address.
import { Button, Code, Group, Paper, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { memo, useCallback } from 'react';
import type { ReceivedEvent } from '../../domain/events/event.js';
import { Answered } from '../parts/answered.js';
import { BarChart } from '../parts/bar-chart.js';
import { Empty } from '../parts/empty.js';
import { describeInstant, Moment } from '../parts/moment.js';
import { PageHeader } from '../parts/page-header.js';
import { isReversed } from '../parts/span-fields.js';
import { VirtualList } from '../parts/virtual-list.js';
import { EventFilters } from './event-filters.js';
import { eventChartQuery, eventsQuery } from './event-queries.js';
import type { EventSearch } from './event-search.js';
import { OneEvent } from './one-event.js';

const ROW_HEIGHT = 54;

export function EventsView() {
  const { open, ...search } = useSearch({ from: '/events' });
  const navigate = useNavigate({ from: '/events' });
  const reversed = isReversed(search);
  const events = useInfiniteQuery({ ...eventsQuery(search), enabled: !reversed, placeholderData: keepPreviousData });
  const rows = events.data?.pages.flatMap((page) => page.events) ?? [];
  const fetchMore = events.fetchNextPage;
  const setFilter = (changes: EventSearch) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true });
  const setOpen = useCallback(
    (id: string | undefined) => void navigate({ search: (before) => ({ ...before, open: id }) }),
    [navigate],
  );
  return (
    <>
      <PageHeader
        title="Events"
        about={
          <span aria-live="polite">
            {events.data && !reversed ? countInWords(events.data.pages[0]?.total ?? 0) : ' '}
          </span>
        }
      />
      <EventFilters search={search} onChange={setFilter} />
      <OneEvent id={open ?? null} onClose={() => setOpen(undefined)} />
      {reversed ? (
        <Empty title="“From” is after “To”">Nothing can happen in a time that ends before it begins.</Empty>
      ) : (
        <>
          <EventChart search={search} />
          <Answered query={events}>
            {() =>
              rows.length === 0 ? (
                <Empty title="No event fits">
                  Runs make events by themselves. Send one: <Code>npx sluice event emit NAME --resource-id ID</Code>
                </Empty>
              ) : (
                <VirtualList
                  label="Events, newest first"
                  rows={rows}
                  rowHeight={ROW_HEIGHT}
                  keyOf={({ id }) => id}
                  more={events.hasNextPage}
                  onMore={() => void fetchMore({ cancelRefetch: false })}
                >
                  {(event) => <EventRow event={event} onOpen={setOpen} />}
                </VirtualList>
              )
            }
          </Answered>
        </>
      )}
    </>
  );
}

const countInWords = (count: number): string => (count === 1 ? '1 event' : `${count} events`);

const LABEL = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;

function EventChart({ search }: { readonly search: EventSearch }) {
  const chart = useQuery({ ...eventChartQuery(search), placeholderData: keepPreviousData });
  return (
    <Paper withBorder p="sm" mb="sm" component="section" aria-label="Events over time">
      <Answered query={chart}>
        {(counts) => (
          <BarChart
            title="Events over time"
            bars={counts.map(({ start_time, count }) => ({
              label: new Date(start_time).toLocaleString(undefined, LABEL),
              at: describeInstant(start_time),
              parts: count === 0 ? [] : [{ name: 'events', count, colour: 'var(--mantine-color-cyan-6)' }],
            }))}
          />
        )}
      </Answered>
    </Paper>
  );
}

interface EventRowProps {
  readonly event: ReceivedEvent;
  readonly onOpen: (id: string) => void;
}

/** An event never changes, so its row is drawn once, however its list is scrolled. */
const EventRow = memo(function EventRow({ event, onOpen }: EventRowProps) {
  return (
    <Group className="row-link" h={ROW_HEIGHT} px="sm" justify="space-between" wrap="nowrap">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={550} truncate>
          {event.event}
        </Text>
        <Text size="xs" className="soft" truncate>
          <Moment at={event.occurred} /> ·{' '}
          {event.resource['prefect.resource.name'] ?? event.resource['prefect.resource.id']}
        </Text>
      </div>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => onOpen(event.id)}
        aria-label={`Show ${event.event} whole`}
      >
        Show
      </Button>
    </Group>
  );
});
