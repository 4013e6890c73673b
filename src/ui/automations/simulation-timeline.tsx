// Events and firings on two lines over one span of time, and the same as a list for those who read rather than look.
import { Badge, Box, Group, Stack, Text } from '@mantine/core';
import type { AutomationSimulation } from '../../client/automations.js';
import type { ReceivedEvent } from '../../domain/events/event.js';
import { describeInstant, localTime, Moment } from '../parts/moment.js';
import { badgeText } from '../parts/state-badge.js';

interface SimulationTimelineProps {
  /** ISO 8601. */
  readonly span: { readonly since: string; readonly until: string };
  /** The oldest first. */
  readonly heard: readonly ReceivedEvent[];
  readonly firings: AutomationSimulation['firings'];
}

interface Mark {
  readonly at: string;
  readonly what: 'event' | 'fires';
  readonly text: string;
}

/** More rows are not read by anybody. */
const MOST_ROWS = 100;

export function SimulationTimeline({ span, heard, firings }: SimulationTimelineProps) {
  const events = heard.map(({ received, event, resource }): Mark => ({
    at: received,
    what: 'event',
    text: `${event} of ${resource['prefect.resource.name'] ?? resource['prefect.resource.id']}`,
  }));
  const fired = firings.map(({ at, state, triggering_labels: labels }): Mark => ({
    at,
    what: 'fires',
    text: [state === 'Triggered' ? '' : state, ...Object.values(labels)].filter((each) => each !== '').join(' '),
  }));
  const rows = [...events, ...fired].sort((left, right) => Date.parse(right.at) - Date.parse(left.at));
  // Nothing is to be seen of a minute on a day's line, so the line spans what happened.
  const first = rows.at(-1);
  const fromMs = first ? Date.parse(first.at) : Date.parse(span.since);
  const toMs = Math.max(rows[0] ? Date.parse(rows[0].at) : 0, fromMs + 1_000);
  return (
    <>
      <Stack gap={4} my="sm" aria-hidden>
        <Lane name="Events" marks={events} fromMs={fromMs} toMs={toMs} />
        <Lane name="Firings" marks={fired} fromMs={fromMs} toMs={toMs} />
        <Group justify="space-between" className="soft lane-ends">
          <Text size="xs">{localTime(new Date(fromMs).toISOString())}</Text>
          <Text size="xs">{localTime(new Date(toMs).toISOString())}</Text>
        </Group>
      </Stack>
      <Stack gap={4} role="list" aria-label="Events and firings, the newest first">
        {rows.slice(0, MOST_ROWS).map(({ at, what, text }, index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start" role="listitem">
            <MarkBadge what={what} />
            <Text size="sm" className="anywhere">
              <Moment at={at} exact /> {text !== '' && `· ${text}`}
            </Text>
          </Group>
        ))}
      </Stack>
    </>
  );
}

const COLOURS = { event: 'gray', fires: 'cyan' } as const;

function MarkBadge({ what }: { readonly what: Mark['what'] }) {
  const colour = COLOURS[what];
  return (
    <Badge
      size="sm"
      variant="light"
      color={colour}
      tt="none"
      w={62}
      style={{ color: badgeText(colour), flexShrink: 0 }}
    >
      {what}
    </Badge>
  );
}

interface LaneProps {
  readonly name: string;
  readonly marks: readonly Mark[];
  readonly fromMs: number;
  readonly toMs: number;
}

function Lane({ name, marks, fromMs, toMs }: LaneProps) {
  return (
    <div className="lane">
      <Text size="xs" className="soft">
        {name}
      </Text>
      <div className="lane-track">
        {marks.map(({ at, what, text }, index) => (
          <Box
            key={index}
            className={`lane-mark lane-${what}`}
            title={`${describeInstant(at)} · ${text || name}`}
            style={{ left: `${(100 * (Date.parse(at) - fromMs)) / (toMs - fromMs)}%` }}
          />
        ))}
      </div>
    </div>
  );
}
