// What the run knows of a suspension: that one is wanted, and, while it is suspended and somebody answers, the probe. An
// answer to a suspended run is judged by the schema that the flow code holds, and only a new pass of that code can reach
// it: the probe is the answer on its way there, and is accepted or refused when the pass comes to the pause.
import type { SluiceError } from '../domain/errors.js';
import type { ResumeAnswer, ResumeRequest } from '../domain/pauses.js';
import type { PauseRequest } from './pause-request.js';

export type ProbeVerdict =
  | { readonly accepted: true; readonly answer: ResumeAnswer }
  | { readonly accepted: false; readonly error: SluiceError };

export interface Probe {
  readonly key: string;
  readonly request: ResumeRequest;
  verdict: ProbeVerdict | null;
}

export class Suspension {
  /** The suspension that flow code or somebody outside asked for and that has not happened yet. */
  wanted: PauseRequest | null = null;
  probe: Probe | null = null;
  /** Suspensions asked for from outside, counted for their keys. */
  externalCount = 0;

  /** Starts judging an answer. The caller waits for its verdict and then ends the probe. */
  startProbe(key: string, request: ResumeRequest): Probe {
    this.probe = { key, request, verdict: null };
    return this.probe;
  }

  /** The probe that still waits for its verdict. */
  get openProbe(): Probe | null {
    return this.probe?.verdict === null ? this.probe : null;
  }
}
