// Starting a run: the flow's name becomes its id, and the run is created under an idempotency key, so that a start whose
// answer was lost can be sent again without starting twice.
import { isSluiceError, SluiceError } from '../domain/errors.js';
import type { FlowRun } from '../domain/flow-runs.js';
import type { Flow } from '../domain/flows.js';
import { flowNameOf, type FlowLike } from './flow-like.js';
import { randomId } from './random-id.js';
import type { Transport } from './transport.js';

export interface StartOptions {
  /** The run's name. @default an adjective and an animal */
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly labels?: Readonly<Record<string, unknown>>;
  /** A second start of the same flow with the same key answers the first run. @default a random one for each call */
  readonly idempotencyKey?: string;
  /** The run's id (UUID), which is its workflow id too. @default made by the server */
  readonly id?: string;
  readonly parentTaskRunId?: string;
  readonly signal?: AbortSignal;
}

/** A run that was started, as a document; as a type it also knows what the run will give. */
export type StartedFlowRun<Result> = FlowRun & { readonly '~result'?: Result };

/**
 * Creates the run; a flow that a worker serves starts at once.
 *
 * @throws `flow-not-found`, `parameters-invalid` with the paths of the fields, `platform-unavailable`
 */
export async function startFlowRun<Result>(
  transport: Transport,
  flow: FlowLike | string,
  parameters: unknown,
  options: StartOptions = {},
): Promise<StartedFlowRun<Result>> {
  const { signal } = options;
  const found = await findFlow(transport, flowNameOf(flow), signal);
  const { document } = await transport.send<FlowRun>({
    method: 'POST',
    path: '/flow_runs/',
    repeatable: true,
    signal,
    body: {
      flow_id: found.id,
      parameters: parameters ?? {},
      idempotency_key: options.idempotencyKey ?? randomId(),
      ...(options.id === undefined ? {} : { id: options.id }),
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.tags === undefined ? {} : { tags: options.tags }),
      ...(options.labels === undefined ? {} : { labels: options.labels }),
      ...(options.parentTaskRunId === undefined ? {} : { parent_task_run_id: options.parentTaskRunId }),
    },
  });
  return document;
}

/** The flow of a name. Throws `flow-not-found` naming it. */
async function findFlow(transport: Transport, name: string, signal: AbortSignal | undefined): Promise<Flow> {
  const path = `/flows/name/${encodeURIComponent(name)}`;
  try {
    return (await transport.send<Flow>({ method: 'GET', path, signal })).document;
  } catch (error) {
    if (!isSluiceError(error, 'flow-not-found')) throw error;
    const details = { ...error.details, flow_name: name };
    throw new SluiceError('flow-not-found', `There is no flow named '${name}'.`, { details, cause: error });
  }
}
