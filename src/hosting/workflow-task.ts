// Which workflow task something happened in. A run's workflow tasks are told apart by how long its history was when they
// began: Temporal says the same to each that is done again.

/** One workflow task: the run it belongs to, and the history event it began with. */
export interface WorkflowTask {
  readonly workflowId: string;
  readonly runId: string;
  readonly historyLength: number;
}
