// What was decided about a run, who ended which pause with what answer; and the events about it.
import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { Decision } from '../../domain/pauses.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { JsonBlock } from '../parts/json-block.js';
import { Moment } from '../parts/moment.js';
import { decisionsQuery, runEventsQuery } from './run-queries.js';

const Markdown = lazy(() => import('../parts/markdown.js'));

export function RunDecisions({ runId }: { readonly runId: string }) {
  return (
    <Answered query={useQuery(decisionsQuery(runId))}>
      {(decisions) =>
        decisions.length === 0 ? (
          <Empty title="No decisions yet">When a pause of this run ends, who ended it stands here.</Empty>
        ) : (
          <Stack>
            {decisions.map((decision) => (
              <Paper withBorder p="md" key={decision.id} component="article">
                <Title order={3} fz="h5">
                  {decision.outcome} by {decision.actor ?? 'somebody who gave no name'}
                </Title>
                <Text size="sm" className="soft" mb="xs">
                  <Moment at={decision.decided_at} exact /> · pause {decision.pause_key}
                </Text>
                <JsonBlock value={decision.answer} label="The answer" />
                {decision.schema !== null && <ShownForm decision={decision} />}
              </Paper>
            ))}
          </Stack>
        )
      }
    </Answered>
  );
}

/** What whoever answered had before them. */
function ShownForm({ decision: { description, initial_data, schema } }: { readonly decision: Decision }) {
  return (
    <details>
      <summary>The form as it was shown</summary>
      {description !== null && (
        <Suspense fallback={null}>
          <Markdown text={description} />
        </Suspense>
      )}
      <JsonBlock value={{ initial_data, schema }} label="The form" />
    </details>
  );
}

export function RunEvents({ runId }: { readonly runId: string }) {
  return (
    <Answered query={useQuery(runEventsQuery(runId))}>
      {({ events }) =>
        events.length === 0 ? (
          <Empty title="No events">Events of this run are kept for a while only.</Empty>
        ) : (
          <Paper withBorder>
            {events.map((event) => (
              <Box className="row-link" px="sm" py={4} key={event.id} component="details" fz="sm">
                <summary>
                  {event.event}{' '}
                  <span className="soft">
                    <Moment at={event.occurred} exact />
                  </span>
                </summary>
                <JsonBlock value={event} label={`Event ${event.event}`} />
              </Box>
            ))}
          </Paper>
        )
      }
    </Answered>
  );
}
