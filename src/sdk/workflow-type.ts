// The workflow type of a flow: the name it is exported under. A flow does not know that name itself; the bundle does.
import { SluiceError } from '../domain/errors.js';

interface BundleHooks {
  readonly importWorkflows?: () => Readonly<Record<string, unknown>>;
}

/** Looks a flow up among the exports of the workflows module. Throws `definition-invalid` when it is not exported. */
export function workflowTypeOf(flow: unknown): string {
  const hooks = (globalThis as { __TEMPORAL__?: BundleHooks }).__TEMPORAL__;
  const exported = hooks?.importWorkflows?.() ?? {};
  const found = Object.entries(exported).find(([, value]) => value === flow);
  if (found) return found[0];
  throw new SluiceError(
    'definition-invalid',
    'A flow that is called as a subflow must be exported from the workflows module, so that it has a workflow type.',
  );
}
