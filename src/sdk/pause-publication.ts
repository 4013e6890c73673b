// What the world sees of a pause: the state with its details, the form's documents (so that a form can be drawn), and
// the Markdown that the Temporal Web UI shows with how to resume.
import { setCurrentDetails } from '@temporalio/workflow';
import type { OpenPause } from '../domain/pauses.js';
import type { FlowRun } from './flow-run.js';
import type { PauseRequest } from './pause-request.js';

/** The document of a pause that opens now. */
export function describePause(run: FlowRun, request: PauseRequest): OpenPause {
  return {
    key: request.key,
    kind: request.kind,
    paused_at: run.nextTimestamp(),
    timeout_at: request.timeoutMs === null ? null : new Date(Date.now() + request.timeoutMs).toISOString(),
    schema: request.form?.jsonSchema ?? null,
    initial_data: request.form?.initialData ?? null,
    description: request.form?.description ?? null,
  };
}

/** Enters the Paused or Suspended state of a pause and publishes its form. */
export function publishPause(run: FlowRun, pause: OpenPause): void {
  const suspended = pause.kind === 'suspended';
  const prefix = `${pause.kind}-${pause.key}`;
  const keyset = pause.schema
    ? { schema: `${prefix}-schema`, response: `${prefix}-response`, description: `${prefix}-description` }
    : null;
  run.policy = { ...run.policy, pause_keys: [...new Set([...run.policy.pause_keys, pause.key])] };
  if (keyset) {
    publishDocument(run, keyset.schema, pause.schema);
    if (pause.description !== null) publishDocument(run, keyset.description, pause.description);
  }
  run.enterState({
    type: 'PAUSED',
    name: suspended ? 'Suspended' : 'Paused',
    state_details: {
      pause_timeout: pause.timeout_at,
      pause_reschedule: suspended,
      pause_key: pause.key,
      run_input_keyset: keyset,
    },
  });
  run.showState(new Date(pause.paused_at));
  setCurrentDetails(describeForPeople(run, pause));
  run.recorder.hurry();
}

/** Clears what the Temporal Web UI says about a pause that is over. */
export function unpublishPause(run: FlowRun): void {
  run.showState(null);
  setCurrentDetails('');
}

/** Records a document of the run's inputs, as JSON text. */
export function publishDocument(run: FlowRun, key: string, value: unknown): void {
  const timestamp = run.nextTimestamp();
  run.recorder.push({ type: 'input', key, value: JSON.stringify(value), sender: null, timestamp });
}

const DETAILS_BYTES = 18_000;

function describeForPeople(run: FlowRun, pause: OpenPause): string {
  const example = JSON.stringify(pause.schema ? { run_input: pause.initial_data ?? {} } : {});
  const lines = [
    `### ${pause.kind === 'suspended' ? 'Suspended' : 'Paused'} (pause \`${pause.key}\`)`,
    pause.description ?? '',
    pause.timeout_at === null ? 'Waits without a limit.' : `Waits until **${pause.timeout_at}**.`,
    pause.schema
      ? `Waits for input of this shape:\n\n\`\`\`json\n${JSON.stringify(pause.schema, null, 2)}\n\`\`\``
      : '',
    `To resume, send the update \`resume\` with plain JSON such as \`${example}\`, or run`,
    `\`sluice flow-run resume ${run.id}\`.`,
  ];
  return lines
    .filter((line) => line !== '')
    .join('\n\n')
    .slice(0, DETAILS_BYTES);
}
