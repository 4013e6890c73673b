// A pause as flow code asks for it, with its options resolved and its form made. Apart from pause.ts so that the run can
// hold one without knowing how pauses work.
import { parseDurationMs, type DurationInput } from '../domain/durations.js';
import type { PauseKind } from '../domain/pauses.js';
import { createInputForm, type InputForm, type InputType } from './run-input.js';

export interface PauseOptions<Value = unknown> {
  /** What the answer must be: any zod type (one that is not an object is wrapped as `{ value }`) or a run input. */
  readonly waitForInput?: InputType<Value>;
  /** Seconds, or text such as `10 minutes`; `null` waits without a limit. @default 3600 */
  readonly timeout?: DurationInput | null;
  /** The pause's identity in this run; each key pauses once. @default the count of pauses so far */
  readonly key?: string;
  /** What happens at the timeout: the pause returns `value`. @default the run fails */
  readonly onTimeout?: { readonly value: Value };
  /**
   * When refinements are checked: before the pause ends (a refused answer leaves it open), or in the flow afterwards,
   * where they throw ValidationError, as the reference does. @default 'before-resume'
   */
  readonly customValidation?: 'before-resume' | 'after-resume';
}

/** A pause that wants no answer. */
export type BarePauseOptions = Pick<PauseOptions<void>, 'timeout' | 'key' | 'onTimeout'>;

export interface PauseRequest {
  readonly key: string;
  readonly kind: PauseKind;
  readonly form: InputForm<unknown> | null;
  /** Null waits without a limit. */
  readonly timeoutMs: number | null;
  readonly onTimeout: { readonly value: unknown } | null;
  /** Refinements are checked in the flow after the resume. */
  readonly afterResume: boolean;
}

/** One hour, as the product's first documents promise for pause and suspend alike. */
export const DEFAULT_PAUSE_TIMEOUT_SECONDS = 3600;

/** Resolves a pause's options. Throws `definition-invalid` for a timeout that is no duration. */
export function resolvePauseRequest<Value>(key: string, kind: PauseKind, options: PauseOptions<Value>): PauseRequest {
  const timeout = options.timeout === undefined ? DEFAULT_PAUSE_TIMEOUT_SECONDS : options.timeout;
  return {
    key,
    kind,
    form: options.waitForInput ? createInputForm<unknown>(options.waitForInput) : null,
    timeoutMs: timeout === null ? null : parseDurationMs(timeout, 'timeout'),
    onTimeout: options.onTimeout ?? null,
    afterResume: options.customValidation === 'after-resume',
  };
}
