// What the engine does around each workflow task. Apart because Temporal finds interceptors by the module they are in: the
// bundle names this file (hosting/workflow-bundle.ts), nothing imports it.
import type { WorkflowInterceptors } from '@temporalio/workflow';
import { findCurrentRun } from './current-run.js';
import { tellNews } from './record-news.js';

/** Of every workflow in the bundle, also those that are no flow. */
export const interceptors = (): WorkflowInterceptors => ({
  internals: [
    {
      concludeActivation(input, next) {
        const run = findCurrentRun();
        if (run) tellNews(run);
        return next(input);
      },
    },
  ],
});
