// What flow.toDeployment() gives: a deployment of a flow as a plain value. Making it so is a worker's or a script's
// business (`serve`, `deploy` of sluice/worker), since flow code reaches nobody from its sandbox.
import type { DeploymentScheduleInput } from '../domain/schedules/schedule.js';
import type { FlowDefinition } from './flow-definition.js';

export interface DeploymentOptions {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly tags?: readonly string[];
  /** Defaults of the parameters; the rest is the caller's to give. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Whether a run whose parameters do not fit the flow's schema is refused. @default true */
  readonly enforceParameterSchema?: boolean;
  readonly schedules?: readonly DeploymentScheduleInput[];
  /** Triggers as documents; each starts a run when it fires. */
  readonly triggers?: readonly Readonly<Record<string, unknown>>[];
  readonly paused?: boolean;
  readonly workPoolName?: string;
  readonly workQueueName?: string;
  readonly jobVariables?: Readonly<Record<string, unknown>>;
  /** How many runs may be under way at once. */
  readonly concurrencyLimit?: number;
  /** What becomes of one more. @default 'ENQUEUE' */
  readonly collisionStrategy?: 'ENQUEUE' | 'CANCEL_NEW';
}

/** A deployment of a flow that nobody has made yet. */
export interface DeploymentDefinition extends DeploymentOptions {
  /** The flow's own definition: that is how its export, and so its name, is found. */
  readonly flow: FlowDefinition;
}
