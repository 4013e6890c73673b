// The way from a run to what Temporal knows of it. Hidden where the server was not told of a Web UI.
import { useQuery } from '@tanstack/react-query';
import type { FlowRun } from '../../domain/flow-runs.js';
import { temporalQuery } from './run-queries.js';

/** The workflow's latest execution: a run that suspends has several, one after another. */
function addressOf({ url, namespace }: { url: string; namespace: string }, workflowId: string): string {
  const path = `namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`;
  return `${url.replace(/\/+$/, '')}/${path}`;
}

export function TemporalLink({ run }: { readonly run: FlowRun }) {
  const ui = useQuery(temporalQuery).data?.ui;
  if (!ui || run.workflow_id === null) return null;
  return (
    <a className="link" href={addressOf(ui, run.workflow_id)} target="_blank" rel="noreferrer noopener">
      Temporal Web UI ↗
    </a>
  );
}
