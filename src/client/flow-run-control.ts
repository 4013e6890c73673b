// What can be done to a run while it lives. A resume is sent under an idempotency key, made here when none is given, so
// that it can be repeated after a lost answer and still counts once.
import type { FlowRun } from '../domain/flow-runs.js';
import type { OrchestrationResult } from '../domain/orchestration.js';
import type { ResumeAnswer } from '../domain/pauses.js';
import type { StateCreate } from '../domain/states.js';
import { idOf, type FlowRunReference } from './flow-like.js';
import { randomId } from './random-id.js';
import type { RunInputOf } from './run-input-like.js';
import type { Transport } from './transport.js';

export interface ResumeOptions<Input = unknown> {
  /** The answer to the pause's form. A form for a plain value takes `{ value }`. */
  readonly runInput?: RunInputOf<Input>;
  /** Repeating a resume with the same key gives the first answer again. @default a random one for each call */
  readonly idempotencyKey?: string;
  /** Who answers, for the decision record. @default the user name of the credentials */
  readonly actor?: string;
  /** Refuses to answer another pause than this one. @default the open one */
  readonly pauseKey?: string;
  readonly signal?: AbortSignal;
}

/** With a type for the input, the input is required. */
export type ResumeArguments<Input> = unknown extends Input
  ? [options?: ResumeOptions]
  : [options: ResumeOptions<Input> & { readonly runInput: RunInputOf<Input> }];

/** `RECORDED`: no worker polled, so the answer is kept and will be given to the run; its form was not checked yet. */
export type ResumeOutcome =
  | ResumeAnswer
  | { status: 'RECORDED' | 'ACCEPT'; pause_key: null; kind: ResumeAnswer['kind'] | null; decision_id: null };

export interface SuspendOptions {
  readonly actor?: string;
  readonly pauseKey?: string;
  /** How long the run waits to be resumed, in seconds; null waits without a limit. @default 3600 */
  readonly timeoutSeconds?: number | null;
}

export interface FlowRunControl {
  /**
   * Answers the pause the run waits in. `Input` is the type of what the pause waits for (`typeof schema`).
   *
   * @throws `run-input-invalid` with the paths of the fields (the run stays paused), `flow-run-not-paused`,
   *   `pause-already-resolved` naming who won, `flow-run-not-found`, `temporal-unavailable` (nothing was recorded)
   */
  resume<Input = unknown>(run: FlowRunReference, ...args: ResumeArguments<NoInfer<Input>>): Promise<ResumeOutcome>;
  /** Asks the run to suspend; it does once its running tasks have finished. Throws `flow-run-not-running`. */
  suspend(run: FlowRunReference, options?: SuspendOptions): Promise<void>;
  /** Cancels the run; its running tasks are told. Throws `flow-run-finished`. */
  cancel(run: FlowRunReference, options?: { readonly actor?: string }): Promise<OrchestrationResult>;
  /** Runs a failed run again from where it failed. Throws `conflict` when it has not failed. */
  retry(run: FlowRunReference): Promise<FlowRun>;
  /** Proposes a state; the answer says whether it was accepted. */
  setState(
    run: FlowRunReference,
    state: StateCreate,
    options?: { readonly force?: boolean },
  ): Promise<OrchestrationResult>;
  /** Deletes the run with all that belongs to it; one that still runs is terminated. */
  delete(run: FlowRunReference): Promise<void>;
}

/** The calls that change a run. */
export function createFlowRunControl(transport: Transport): FlowRunControl {
  const pathOf = (run: FlowRunReference, verb: string): string => `/flow_runs/${encodeURIComponent(idOf(run))}${verb}`;
  const post = async <Document>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Document> =>
    (await transport.send<Document>({ method: 'POST', path, body, headers })).document;

  return {
    async resume(run, ...[options = {}]) {
      const { document } = await transport.send<ResumeOutcome>({
        method: 'POST',
        path: pathOf(run, '/resume'),
        repeatable: true,
        signal: options.signal,
        body: {
          ...(options.runInput === undefined ? {} : { run_input: options.runInput }),
          ...(options.actor === undefined ? {} : { actor: options.actor }),
          ...(options.pauseKey === undefined ? {} : { pause_key: options.pauseKey }),
          idempotency_key: options.idempotencyKey ?? randomId(),
        },
      });
      return document;
    },
    async suspend(run, { actor, pauseKey, timeoutSeconds } = {}) {
      await post<unknown>(pathOf(run, '/suspend'), {
        ...(actor === undefined ? {} : { actor }),
        ...(pauseKey === undefined ? {} : { pause_key: pauseKey }),
        ...(timeoutSeconds === undefined ? {} : { timeout_seconds: timeoutSeconds }),
      });
    },
    cancel: (run, { actor } = {}) => post(pathOf(run, '/cancel'), {}, actor === undefined ? {} : actorHeader(actor)),
    retry: (run) => post(pathOf(run, '/retry'), {}),
    setState: (run, state, { force = false } = {}) => post(pathOf(run, '/set_state'), { state, force }),
    async delete(run) {
      await transport.send({ method: 'DELETE', path: pathOf(run, '') });
    },
  };
}

/** Header values are Latin-1 on the wire; whatever is beyond is left out rather than refused by fetch. */
function actorHeader(actor: string): Record<string, string> {
  return { 'x-sluice-actor': actor.replace(/[^\x20-\x7e\xa0-\xff]/g, '') };
}
