// Resuming a run that is only recorded: another orchestrator executes it and waits for its state. The input is judged by
// the JSON Schema that the pause stored, and kept where that orchestrator looks for it.
import { SluiceError } from '../../domain/errors.js';
import { describeFields, formatPath } from '../../domain/field-errors.js';
import { SchemaFailure } from '../../domain/json-schema/schema-error.js';
import { explainInvalid, listErrors } from '../../domain/json-schema/validate-values.js';
import type { SetStateOutcome } from '../../domain/orchestration.js';
import type { ResumeRequest } from '../../domain/pauses.js';
import { isTerminal, type State } from '../../domain/states.js';
import type { Repositories, StoredFlowRun } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { writeFlowRunState } from '../states/write-state.js';
import { flowRunNotFound } from './find-flow-run.js';
import { judgeProposal } from './propose-to-record.js';

type RecordOutcome = { readonly type: 'orchestrated' } & SetStateOutcome;

/** Throws `flow-run-not-paused`, `flow-run-finished`, `run-input-invalid`, `pause-timeout`, `conflict`. */
export async function resumeRecord(
  context: ServiceContext,
  id: string,
  request: ResumeRequest,
): Promise<RecordOutcome> {
  const outcome = await context.store.transaction(async (repositories) => {
    const stored = await repositories.flowRuns.lock(id);
    if (!stored) throw flowRunNotFound(id);
    const paused = requirePaused(stored, request);
    const refused = await refuseInput(repositories, stored, paused, request);
    if (refused) return refused;
    const proposed = paused.state_details.pause_reschedule
      ? ({ type: 'SCHEDULED', name: 'Resuming' } as const)
      : ({ type: 'RUNNING' } as const);
    const { result, written, policy } = judgeProposal(context, stored, proposed, false);
    if (written && result.state) await writeFlowRunState(repositories, stored, result.state, policy);
    if (result.status === 'ACCEPT') await keepAnswer(context, repositories, stored, paused, request);
    return { type: 'orchestrated' as const, result, written };
  });
  const { result, written } = outcome;
  if (written && result.state?.type === 'FAILED') throw new SluiceError('pause-timeout');
  return outcome;
}

function requirePaused({ flowRun }: StoredFlowRun, { pause_key }: ResumeRequest): State {
  const { state } = flowRun;
  if (state && isTerminal(state.type)) throw new SluiceError('flow-run-finished');
  const fits = pause_key == null || pause_key === state?.state_details.pause_key;
  if (state?.type !== 'PAUSED' || !fits) throw new SluiceError('flow-run-not-paused');
  return state;
}

async function refuseInput(
  { runInputs }: Repositories,
  { flowRun }: StoredFlowRun,
  paused: State,
  { run_input }: ResumeRequest,
): Promise<RecordOutcome | null> {
  const keyset = paused.state_details.run_input_keyset;
  if (!keyset) return null;
  const stored = await runInputs.find(flowRun.id, keyset.schema);
  if (!stored) return rejected(paused, 'Run input schema not found.');
  const schema = parseSchema(stored.value);
  if (!schema) return rejected(paused, 'Run input schema is not valid JSON.');
  return judgeInput(schema, run_input ?? {}, paused);
}

/** What the schema says of the input, in the words that the other orchestrator's users know. */
function judgeInput(schema: unknown, input: Record<string, unknown>, paused: State): RecordOutcome | null {
  try {
    const reason = explainInvalid(input, schema);
    if (reason === undefined) return null;
    const fields = listErrors(input, schema, { checkFormat: false }).map(({ path, property, message }) => ({
      path: formatPath(property === undefined ? path : [...path, property]),
      message,
    }));
    const message = `The input does not fit: ${describeFields(fields)}`;
    throw new SluiceError('run-input-invalid', message, { fields, details: { reason } });
  } catch (error) {
    if (error instanceof SchemaFailure) return rejected(paused, error.message);
    throw error;
  }
}

function rejected(state: State, reason: string): RecordOutcome {
  const result = { status: 'REJECT', details: { type: 'abort_details', reason }, state } as const;
  return { type: 'orchestrated', result, written: false };
}

/** The answer as the other orchestrator reads it, and who gave it. */
async function keepAnswer(
  context: ServiceContext,
  { runInputs, decisions }: Repositories,
  { flowRun }: StoredFlowRun,
  paused: State,
  { run_input, actor, idempotency_key }: ResumeRequest,
): Promise<void> {
  const { run_input_keyset: keyset, pause_key, pause_reschedule } = paused.state_details;
  if (keyset && run_input && Object.keys(run_input).length > 0) {
    const value = JSON.stringify(run_input);
    const input = { id: context.newId(), flow_run_id: flowRun.id, key: keyset.response, value, sender: null };
    if (!(await runInputs.insert(input))) throw new SluiceError('conflict', 'The pause has an answer already.');
  }
  await decisions.insert(flowRun.id, [
    {
      id: context.newId(),
      pause_key: pause_key ?? '',
      kind: pause_reschedule ? 'suspended' : 'paused',
      outcome: 'resumed',
      actor: actor ?? null,
      decided_at: nowInstant(context),
      paused_at: paused.timestamp,
      answer: run_input ?? null,
      schema: null,
      initial_data: null,
      description: null,
      idempotency_key: idempotency_key ?? null,
    },
  ]);
}

function parseSchema(text: string): Record<string, unknown> | null {
  if (text === '') return null;
  try {
    const schema: unknown = JSON.parse(text);
    return typeof schema === 'object' && schema !== null ? (schema as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
