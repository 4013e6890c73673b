// The inputs of a run, in both directions: what it was sent, and what it sent to other runs and to clients outside flows.
// Apart from the rest of a run's record, since each input has another end that the page leads to.
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId, type ReactNode } from 'react';
import { CLIENT_SENDER, FLOW_RUN_SENDER } from '../../domain/inputs.js';
import type { SentInput } from '../../domain/run-inputs.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { JsonBlock } from '../parts/json-block.js';
import { Moment } from '../parts/moment.js';
import { inputsQuery, sentInputsQuery } from './run-queries.js';

export function RunInputs({ runId }: { readonly runId: string }) {
  return (
    <Stack gap="xl">
      <Direction title="Received">
        <Inputs
          query={useInfiniteQuery(inputsQuery(runId))}
          none={<Empty title="None received">Nothing was sent to this run.</Empty>}
          toShown={({ sender, ...input }) => ({
            ...input,
            way: sender !== null && (
              <>
                from <Sender sender={sender} />
              </>
            ),
          })}
        />
      </Direction>
      <Direction title="Sent">
        <Inputs
          query={useInfiniteQuery(sentInputsQuery(runId))}
          none={<Empty title="None sent">This run sent nothing that is still kept where it went.</Empty>}
          toShown={({ receiver, ...input }) => ({
            ...input,
            id: `${receiver.id} ${input.key}`,
            way: (
              <>
                to <Receiver receiver={receiver} />
              </>
            ),
          })}
        />
      </Direction>
    </Stack>
  );
}

function Direction({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} fz="h5" mb="xs" id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}

interface ShownInput {
  readonly id: string;
  readonly key: string;
  readonly created: string;
  /** JSON text. Null: no longer kept. */
  readonly value: string | null;
  /** Where it came from or went to. */
  readonly way: ReactNode;
}

interface InputsProps<Input> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Input[]>>;
  readonly none: ReactNode;
  readonly toShown: (input: Input) => ShownInput;
}

function Inputs<Input>({ query, none, toShown }: InputsProps<Input>) {
  return (
    <Answered query={query}>
      {({ pages }) => {
        const inputs = pages.flat();
        if (inputs.length === 0) return none;
        return (
          <Stack>
            {inputs.map((input) => {
              const shown = toShown(input);
              return <OneInput key={shown.id} input={shown} />;
            })}
            {query.hasNextPage && (
              <Group gap="sm">
                <Button
                  size="xs"
                  variant="default"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show later ones
                </Button>
                <Text size="sm" className="soft">
                  The first {inputs.length} are here.
                </Text>
              </Group>
            )}
          </Stack>
        );
      }}
    </Answered>
  );
}

function OneInput({ input: { key, created, value, way } }: { readonly input: ShownInput }) {
  return (
    <Paper withBorder p="md" component="article">
      <Title order={3} fz="h6" className="anywhere">
        {key}
      </Title>
      <Text size="sm" className="soft anywhere" mb="xs">
        <Moment at={created} exact />
        {way && <> · {way}</>}
      </Text>
      {value === null ? (
        <Text size="sm">It was received; what it said is no longer kept.</Text>
      ) : (
        <JsonBlock value={parse(value)} label={`Input ${key}`} />
      )}
    </Paper>
  );
}

/** Who sent an input: often another run. */
function Sender({ sender }: { readonly sender: string }) {
  if (sender.startsWith(FLOW_RUN_SENDER)) return <RunLink id={sender.slice(FLOW_RUN_SENDER.length)} />;
  return sender.startsWith(CLIENT_SENDER) ? `client ${sender.slice(CLIENT_SENDER.length)}` : sender;
}

function Receiver({ receiver }: { readonly receiver: SentInput['receiver'] }) {
  if (receiver.type === 'client') return `client ${receiver.id}`;
  return <RunLink id={receiver.id} name={receiver.name} />;
}

function RunLink({ id, name = id }: { readonly id: string; readonly name?: string }) {
  return (
    <Link className="link" to="/runs/$id" params={{ id }} search={{ tab: 'inputs' }}>
      run {name}
    </Link>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
