// The log of one flow run over HTTP: followed as it grows, or whole as a file. Lists over many runs are in logs.ts.
import { z } from 'zod';
import { readFlowRun } from '../../services/flow-runs/read-flow-run.js';
import { followFlowRunLogs } from '../../services/logs/follow-flow-run-logs.js';
import { streamFlowRunLogs } from '../../services/logs/stream-flow-run-logs.js';
import type { ServiceContext } from '../../services/service-context.js';
import { defineFlowRunRoute, flowRunParams } from '../flow-run-route.js';
import { writeLogsAsCsv } from '../logs-csv.js';
import type { AnyRoute } from '../route.js';
import {
  answerStream,
  HEARTBEAT_MS,
  lastEventIdQuery,
  readLastPosition,
  STREAM_ANSWER,
  writeMessage,
} from '../server-sent-events.js';

const tag = 'flow runs';
const LONGEST_QUERY = 200;
const MOST_LINES = 100_000;

const streamQuery = z.object({
  /** This level and above, as a number: 20 is INFO. */
  level: z.coerce.number().int().optional(),
  /** As the text filter of log lines: words are alternatives, `-word` excludes, `+word` requires. */
  text: z.string().max(LONGEST_QUERY).optional(),
  /** How many of the lines that are there come first. @default 1000 */
  last: z.coerce.number().int().min(0).max(MOST_LINES).default(1000),
  last_event_id: lastEventIdQuery,
});

export function flowRunLogRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id/logs/stream',
      tag,
      summary: 'The log of a flow run as it grows, as server-sent events.',
      description:
        'Each event is one line in order of arrival, and its id is its place: a client that connects again sends the last one it got (`Last-Event-ID`) and goes on behind it. An id without data says that everything up to there was given. The stream goes on when the run has ended, since the last lines may follow the end.',
      params: flowRunParams,
      query: streamQuery,
      answers: { 200: STREAM_ANSWER },
      handle: async ({ params, query, ...request }) => {
        await readFlowRun(context, params.id);
        return answerStream(logStream(context, params.id, query, request.header('last-event-id')));
      },
    }),
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id/logs/download',
      tag,
      summary: 'The log of a flow run as a CSV file.',
      params: flowRunParams,
      answers: {
        200: {
          description: 'Columns: timestamp, level, flow_run_id, task_run_id, message.',
          contentType: 'text/csv',
          schema: z.string(),
        },
      },
      handle: async ({ params }) => {
        const { name } = await readFlowRun(context, params.id);
        return {
          status: 200,
          contentType: 'text/csv',
          headers: { 'content-disposition': `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}-logs.csv"` },
          stream: writeLogsAsCsv(streamFlowRunLogs(context, params.id)),
        };
      },
    }),
  ];
}

async function* logStream(
  context: ServiceContext,
  flowRunId: string,
  { level, text, last, last_event_id }: z.output<typeof streamQuery>,
  header: string | undefined,
): AsyncGenerator<string, void> {
  const filter = {
    ...(level === undefined ? {} : { level: { ge_: level } }),
    ...(text === undefined || text === '' ? {} : { text: { query: text } }),
  };
  const from = readLastPosition(header, last_event_id) ?? { last };
  for await (const { position, log } of followFlowRunLogs(context, flowRunId, filter, { from, idleMs: HEARTBEAT_MS }))
    yield writeMessage(position, log);
}
