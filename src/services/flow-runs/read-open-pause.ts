// Use case: the pause a flow run waits in, with its form, so that somebody can answer it.
import type { OpenPause } from '../../domain/pauses.js';
import type { ServiceContext } from '../service-context.js';
import type { StoredFlowRun } from '../../store/store.js';
import { requireFlowRun } from './find-flow-run.js';

/** Null when the run is not paused. Throws `flow-run-not-found`. */
export async function readOpenPause(context: ServiceContext, flowRunId: string): Promise<OpenPause | null> {
  return describeOpenPause(context, await requireFlowRun(context, flowRunId));
}

/** The open pause of a run that was read, put together from its state and the form's documents. */
export async function describeOpenPause(
  { store }: Pick<ServiceContext, 'store'>,
  { flowRun }: StoredFlowRun,
): Promise<OpenPause | null> {
  const { state } = flowRun;
  if (state?.type !== 'PAUSED') return null;
  const { pause_key, pause_reschedule, pause_timeout, run_input_keyset: keyset } = state.state_details;
  const readDocument = async (key: string | null | undefined): Promise<unknown> =>
    key == null ? null : parseJson((await store.runInputs.find(flowRun.id, key))?.value);
  const schema = asObject(await readDocument(keyset?.schema));
  const description = await readDocument(keyset?.description);
  return {
    key: pause_key ?? '',
    kind: pause_reschedule ? 'suspended' : 'paused',
    paused_at: state.timestamp,
    timeout_at: pause_timeout,
    schema,
    initial_data: schema && initialDataOf(schema),
    description: typeof description === 'string' ? description : null,
  };
}

/** What the form shows at first: the defaults that the schema's fields publish. */
function initialDataOf(schema: Record<string, unknown>): Record<string, unknown> | null {
  const defaults = Object.entries(asObject(schema['properties']) ?? {}).flatMap(([field, property]) => {
    const described = asObject(property);
    return described && 'default' in described ? [[field, described['default']] as const] : [];
  });
  return defaults.length === 0 ? null : Object.fromEntries(defaults);
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
