// Which run flow code belongs to. One a workflow execution: modules are shared by all runs of a worker (preload.ts), the
// global object is not.
import { SluiceError } from '../domain/errors.js';
import { findExecution, type Execution } from './execution.js';
import type { FlowRun } from './flow-run.js';

const CURRENT = Symbol.for('sluice.current-run');
const global = globalThis as { [CURRENT]?: FlowRun };

/** Makes a run the one that flow code of this workflow execution belongs to. */
export function setCurrentRun(run: FlowRun): void {
  global[CURRENT] = run;
}

/** The run flow code belongs to, if there is one. */
export function findCurrentRun(): FlowRun | undefined {
  return global[CURRENT];
}

/** The run flow code belongs to. Throws `flow-run-not-running` outside a flow, naming what was tried. */
export function currentRun(what: string): FlowRun {
  const current = global[CURRENT];
  if (!current) throw new SluiceError('flow-run-not-running', `${what} works only inside a flow.`);
  return current;
}

/** The execution the calling code belongs to: an abandoned one stays abandoned although a later one runs. */
export function currentExecution(run: FlowRun): Execution {
  return findExecution() ?? run.execution;
}
