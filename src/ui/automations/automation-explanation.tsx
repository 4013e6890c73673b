// Why an automation did or did not fire: what each part of its trigger has seen and waits for.
import { Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AutomationExplanation as Explanation } from '../../client/automations.js';
import type { BucketExplanation, TriggerExplanation } from '../../domain/triggers/explain.js';
import { Answered } from '../parts/answered.js';
import { JsonBlock } from '../parts/json-block.js';
import { Moment } from '../parts/moment.js';
import { explanationQuery } from './automation-queries.js';
import { timesOf } from './in-words.js';

export function AutomationExplanation({ id }: { readonly id: string }) {
  return (
    <Answered query={useQuery(explanationQuery(id))}>
      {({ enabled, since, explanation, withheld, state_lost: lost }) => (
        <Stack>
          <Text size="sm">
            {enabled
              ? 'It watches since'
              : 'It is switched off and hears nothing. It would begin as follows; last changed'}{' '}
            <Moment at={since} exact />
            {enabled && ` and fired ${timesOf(explanation.firings)}`}.{' '}
            {explanation.next_check === null ? (
              'Only an event can change something.'
            ) : (
              <>
                It looks again <Moment at={explanation.next_check} />.
              </>
            )}
          </Text>
          {lost && (
            <Text size="sm">
              It began afresh <Moment at={lost.at} exact />, since {lost.reason}.
            </Text>
          )}
          <Explained explanation={explanation} />
          {withheld.length > 0 && <Withheld withheld={withheld} />}
        </Stack>
      )}
    </Answered>
  );
}

function Withheld({ withheld }: Pick<Explanation, 'withheld'>) {
  return (
    <Paper withBorder p="sm" component="section">
      <Title order={3} fz="h6">
        Not acted on, though time was up
      </Title>
      {withheld.map(({ triggered, labels, reason }, index) => (
        <Text size="sm" mt="xs" key={index} className="anywhere">
          <Moment at={triggered} exact />: {reason} {Object.values(labels).join(', ')}
        </Text>
      ))}
    </Paper>
  );
}

const ROOT = 'root';

/** `Trigger: events`; a part inside it by its place: `Part 1.2: events`. */
function headingOf(type: string, path: string): string {
  const kind = type === 'event' ? 'events' : type;
  if (path === ROOT) return `Trigger: ${kind}`;
  const place = (path.match(/\d+/g) ?? []).map((index) => Number(index) + 1).join('.');
  return `Part ${place}: ${kind}`;
}

/** The parts of a trigger, each with what it has and waits for. */
export function Explained({ explanation }: { readonly explanation: TriggerExplanation }) {
  return (
    <Stack gap="sm">
      {explanation.nodes.map((node, index) => (
        <Paper withBorder p="sm" key={index} component="section">
          <Title order={3} fz="h6" className="anywhere">
            {headingOf(node.type, node.trigger)}
          </Title>
          {'buckets' in node && (
            <Stack gap="xs" mt="xs">
              {node.waits_for && <Text size="sm">It waits for {node.waits_for}.</Text>}
              {node.buckets.map((bucket, at) => (
                <Bucket key={at} bucket={bucket} />
              ))}
            </Stack>
          )}
          {'groups' in node && (
            <Text size="sm" mt="xs">
              Needs {node.needed} of {node.of};{' '}
              {node.groups.length === 0 ? 'none has fired yet.' : `${node.groups.length} under way.`}
            </Text>
          )}
          <details>
            <summary>In numbers</summary>
            <JsonBlock value={node} label="The state of this part" />
          </details>
        </Paper>
      ))}
    </Stack>
  );
}

function Bucket({ bucket: { labels, count, threshold, waits_for } }: { readonly bucket: BucketExplanation }) {
  const name = Object.values(labels).join(', ') || 'All together';
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm" fw={550} className="anywhere">
          {name}
        </Text>
        <Progress
          value={threshold === 0 ? 100 : Math.min(100, (100 * count) / threshold)}
          w={80}
          aria-label={`${name}: ${count} of ${threshold}`}
          style={{ flexShrink: 0 }}
        />
        <Text size="sm" style={{ flexShrink: 0 }}>
          {count} of {threshold}
        </Text>
      </Group>
      <Text size="sm" className="soft anywhere">
        It waits for {waits_for}.
      </Text>
    </div>
  );
}
