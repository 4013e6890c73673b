// The types a client call takes from the flow it is given. Structural, because the client may not import flow code: a
// flow value carries its parameters and result as phantom members, and `import type` is enough to use them.

/** A flow as the client sees it: anything made by `flow()` fits. */
export interface FlowLike<Parameters = unknown, Result = unknown> {
  readonly definition: { readonly name?: string; readonly workflowType?: string };
  readonly '~parameters'?: Parameters;
  readonly '~result'?: Result;
}

type Declared<Member, Otherwise> = unknown extends Member ? Otherwise : NonNullable<Member>;

/** The parameters a run of the flow is started with; any object where the flow does not say. */
export type ParametersOf<F extends FlowLike> = Declared<F['~parameters'], Readonly<Record<string, unknown>>>;

/** What a run of the flow gives. */
export type ResultOf<F extends FlowLike> = F extends (...args: never[]) => Promise<infer Result>
  ? Result
  : Exclude<F['~result'], undefined>;

/** Parameters may be left out exactly when the flow takes none or only optional ones. */
export type StartArguments<F extends FlowLike, Options> =
  Record<never, never> extends ParametersOf<F>
    ? [parameters?: ParametersOf<F>, options?: Options]
    : [parameters: ParametersOf<F>, options?: Options];

/**
 * A run by its id, by its workflow id where a foreign client started it under one of its own, or by a document that has
 * its id; the document of a typed start knows the type of its result.
 */
export type FlowRunReference<Result = unknown> = string | { readonly id: string; readonly '~result'?: Result };

/** The flow's name, as it is registered: its own name, else its workflow type. Throws a TypeError when it has neither. */
export function flowNameOf(flow: FlowLike | string): string {
  if (typeof flow === 'string') return flow;
  const name = flow.definition.name ?? flow.definition.workflowType;
  if (name === undefined) {
    throw new TypeError('Expected a flow with a name or a workflow type; give the name it is registered by instead.');
  }
  return name;
}

/** The run's id. */
export function idOf(run: FlowRunReference): string {
  return typeof run === 'string' ? run : run.id;
}
