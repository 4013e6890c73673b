// Replaying the histories of runs that a test made: the same code is led through each the same way again. A failure shows
// the history it is about.
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { expect } from 'vitest';
import { bundleFlows } from '../../src/hosting/workflow-bundle.js';
import type { Run } from './harness.js';

/** Replays every history of the runs with the flows of a workflows module. */
export async function expectToReplay(workflowsPath: string, runs: readonly Run[]): Promise<void> {
  const ofRun = async (run: Run) => (await run.histories()).map((history) => ({ workflowId: run.id, history }));
  const histories = (await Promise.all(runs.map(ofRun))).flat();
  const replays = Worker.runReplayHistories({ workflowBundle: await bundleFlows(workflowsPath) }, histories);
  const failures: string[] = [];
  for await (const { runId, error } of replays) {
    const failed = error && histories.find(({ history }) => runIdOf(history) === runId);
    if (failed) failures.push(`${error.message}\n${outlineOf(failed.history)}`);
    else if (error) throw error;
  }
  expect(failures).toEqual([]);
}

function runIdOf({ events }: History): string | null | undefined {
  return events?.[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId;
}

/** A history's events, one a line, with what they are about. */
export function outlineOf({ events }: History): string {
  const lines = (events ?? []).map((event) => {
    const entries = Object.entries(event) as [string, unknown][];
    const [what, attributes] = entries.find(([key]) => key.endsWith('Attributes')) ?? ['', {}];
    const at = `${String(event.eventTime?.seconds)}.${String(event.eventTime?.nanos).padStart(9, '0')}`;
    return `${String(event.eventId)} ${at} ${what} ${JSON.stringify(attributes).slice(0, 200)}`;
  });
  return lines.join('\n');
}
