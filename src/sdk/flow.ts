// flow() turns a function into a workflow that pauses, suspends, retries and tells the platform about itself. The first
// workflow argument is the parameters, so that any Temporal client can start it; the second is what a run carries over.
import type { z } from 'zod';
import type { Carry } from '../contract/carry.js';
import type { Deployment } from '../domain/deployments.js';
import { SluiceError } from '../domain/errors.js';
import { describeFields, fieldErrorsOf } from '../domain/field-errors.js';
import type { State } from '../domain/states.js';
import { deployFlow, type FlowDeployOptions } from './deployer.js';
import type { DeploymentDefinition, DeploymentOptions } from './deployment-definition.js';
import { resolveFlowOptions, type FlowDefinition, type FlowOptions } from './flow-definition.js';
import type { FlowFunction } from './flow-pass.js';
import { currentRun, findCurrentRun, setCurrentRun } from './current-run.js';
import { FlowRun } from './flow-run.js';
import { setMessageHandlers } from './message-handlers.js';
import { settleReturn } from './returned-states.js';
import { liveFlowRun } from './run-lifecycle.js';
import { runSubflow } from './subflow.js';
import { workflowTypeOf } from './workflow-type.js';

export interface SubflowOptions {
  /** Gives the final state instead of the result, and does not throw. @default false */
  readonly returnState?: boolean;
  readonly tags?: readonly string[];
  /** The run's name. @default adjective-animal */
  readonly name?: string;
}

/** A flow: a workflow function with its definition attached. The types are for those who call it by name. */
export interface Flow<Parameters, Result> {
  (parameters?: Parameters, carry?: Carry): Promise<Result>;
  readonly definition: FlowDefinition;
  /** The same flow, to be called as a subflow in another way. */
  withOptions(options: SubflowOptions & { readonly returnState: true }): (parameters?: Parameters) => Promise<State>;
  withOptions(options: SubflowOptions): (parameters?: Parameters) => Promise<Result>;
  /** A deployment of the flow, for `serve` and `deploy` of `sluice/worker`. */
  toDeployment(options: DeploymentOptions): DeploymentDefinition;
  /**
   * Makes a deployment of the flow, or changes it to be as described. For programs that import `sluice/worker`.
   *
   * @throws `forbidden` in a flow; else as `deploy` of `sluice/worker`
   */
  deploy(options: FlowDeployOptions): Promise<Deployment>;
  readonly '~parameters'?: Parameters;
  readonly '~result'?: Result;
}

/**
 * Defines a flow. Export the result from the workflows module: its export name is its workflow type.
 *
 * @param options - see FlowOptions; `parameters` types the function's argument
 * @param fn - the flow function: ordinary deterministic TypeScript that calls tasks, pauses and talks
 * @throws SluiceError `definition-invalid` when an option is out of range
 */
export function flow<Schema extends z.ZodType<Record<string, unknown>, Record<string, unknown>>, Result>(
  options: FlowOptions<Schema> & { readonly parameters: Schema },
  fn: (parameters: z.output<Schema>) => Promise<Result>,
): Flow<z.input<Schema>, Result>;
export function flow<Parameters extends Record<string, unknown> = Record<string, never>, Result = unknown>(
  options: FlowOptions & { readonly parameters?: undefined },
  fn: (parameters: Parameters) => Promise<Result>,
): Flow<Parameters, Result>;
export function flow(options: FlowOptions, fn: FlowFunction): Flow<Record<string, unknown>, unknown> {
  const definition = resolveFlowOptions(options);
  const workflow = (parameters: Record<string, unknown> = {}, carry?: Carry): Promise<unknown> => {
    const parent = findCurrentRun();
    if (parent) return callAsSubflow(parent, flowValue, parameters ?? {}, {});
    const run = new FlowRun(definition, parameters ?? {}, carry);
    setCurrentRun(run);
    setMessageHandlers(run);
    return liveFlowRun(
      run,
      () => parseParameters(run),
      async (given) => settleReturn(await fn(given)),
    );
  };
  const withOptions =
    (callOptions: SubflowOptions) =>
    (parameters: Record<string, unknown> = {}) =>
      callAsSubflow(currentRun('A subflow call'), flowValue, parameters, callOptions) as Promise<never>;
  const flowValue: Flow<Record<string, unknown>, unknown> = Object.assign(workflow, {
    definition,
    withOptions,
    toDeployment: (deployment: DeploymentOptions) => ({ ...deployment, flow: definition }),
    deploy: (options: FlowDeployOptions) => deployFlow({ ...options, flow: definition }, options),
  });
  return flowValue;
}

/** A flow called by a flow that runs: a child run. */
async function callAsSubflow(
  parent: FlowRun,
  called: Flow<Record<string, unknown>, unknown>,
  parameters: Record<string, unknown>,
  options: SubflowOptions,
): Promise<unknown> {
  const workflowType = workflowTypeOf(called);
  const { state, value, error } = await runSubflow(parent, {
    flowName: called.definition.name ?? workflowType,
    workflowType,
    parameters,
    tags: options.tags ?? [],
    name: options.name,
  });
  if (options.returnState === true) return state;
  if (error) throw error;
  return value;
}

function parseParameters(run: FlowRun): unknown {
  const schema = run.definition.parameters;
  const parsed = schema ? schema.safeParse(run.parameters) : { success: true as const, data: run.parameters };
  if (parsed.success) {
    nameRun(run, parsed.data as Record<string, unknown>);
    return parsed.data;
  }
  const fields = fieldErrorsOf(parsed.error);
  const message = `Validation of flow parameters failed with error: ${describeFields(fields)}`;
  throw new SluiceError('parameters-invalid', message, { fields });
}

/** Gives the run the name its flow makes of the parameters: a function's answer, or a text with `{parameter}` filled in. */
function nameRun(run: FlowRun, parameters: Record<string, unknown>): void {
  const { flowRunName } = run.definition;
  if (flowRunName === undefined || run.carry) return;
  const name =
    typeof flowRunName === 'function'
      ? flowRunName(parameters as never)
      : flowRunName.replace(/\{(\w+)\}/g, (whole, key: string) =>
          Object.hasOwn(parameters, key) ? formatParameter(parameters[key]) : whole,
        );
  if (name === run.name) return;
  run.name = name;
  run.recorder.push({ type: 'flow-run-name', name });
}

function formatParameter(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
