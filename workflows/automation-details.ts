// What the Temporal Web UI shows of an automation: whether it waits, how many windows are open, when it last fired.
import type { AutomationRun } from './automation-run.js';

const SHOWN_FIRINGS = 10;

/** Markdown for the workflow's current details. */
export function describeAutomation(run: AutomationRun): string {
  const { definition, stateLost } = run;
  const dueAtMs = run.dueAtMs();
  const fired = run.recentFirings.slice(-SHOWN_FIRINGS).reverse();
  return [
    `### ${definition.name}`,
    `Enabled since ${definition.since}. Open windows: **${run.openBuckets()}**. Firings under way: ${run.openFirings.size}.`,
    dueAtMs === null ? 'Waits for events only.' : `Due next at ${new Date(dueAtMs).toISOString()}.`,
    ...(stateLost ? [`Began afresh at ${stateLost.at}, since ${stateLost.reason}.`] : []),
    fired.length === 0 ? 'Has not fired yet.' : 'Last firings:',
    ...fired.map(({ triggered, id, labels }) => `- ${triggered} \`${id}\` ${JSON.stringify(labels)}`),
  ].join('\n\n');
}
