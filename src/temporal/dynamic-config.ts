// The server settings that Sluice is measured with, for the dev server and (as a file) for docker-compose alike. Their
// defaults are made for large clusters; on one machine they show as waiting time. What each is worth stands beside it.

export const DYNAMIC_CONFIG: Readonly<Record<string, boolean | number | string>> = {
  // Each queue processor asks the store at most this often a second; 20 makes every workflow task wait about 40 ms.
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
  'history.visibilityProcessorMaxPollRPS': 1000,
  // Timers may fire this much late: with the default of a second a sleep of 20 ms, a retry delay or a pause's timeout of
  // less than that takes a whole second (measured: 1,003 ms; with this 40 ms, and no more work when idle).
  'history.timerProcessorMaxTimeShift': '10ms',
  // A suspension is a continue-as-new, and a retry from failure a new run under the same id: neither should wait a second.
  'history.continueAsNewMinInterval': '0s',
  'history.workflowIdReuseMinimalInterval': '0s',
  // Activities and first workflow tasks go straight to the worker that asked for them.
  'system.enableActivityEagerExecution': true,
  'system.enableEagerWorkflowStart': true,
  // Messages that come while a workflow task is under way wait for its end, also when its worker was killed and the end is a
  // timeout. Over 100 of them the server fails the task, and the worker that has it passes over a few of the messages (seen
  // with 300 inputs: four). Inputs are got back (src/sdk/take-input.ts); room for as many as a run may have unread saves that.
  'history.maximumBufferedEventsBatch': 10_000,
  'history.maximumBufferedEventsSizeInBytes': 16 * 1024 * 1024,
  // Lists come from our read model; the rest (reconciler, the Web UI) may still come in a burst after a restart.
  'frontend.namespaceRPS.visibility': 200,
};

/** SQLite settings of the dev server's file: a third of the syncs of the default, and nothing lost on kill -9. */
export const SQLITE_PRAGMAS: Readonly<Record<string, string>> = { journal_mode: 'wal', synchronous: 'full' };
