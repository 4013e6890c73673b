// Which secrets a run may use: those that its own code loaded. A handle is plain JSON, and whoever may start or answer
// a run could write one; so a handle that came in from outside is never replaced by the value it points to.
import { SluiceError } from '../domain/errors.js';
import { findSecretReferences, type SecretReference } from '../domain/secret-references.js';
import type { FlowRun } from './flow-run.js';

/** What each run has loaded. Runs share this module, so it must not keep them. */
const loaded = new WeakMap<FlowRun, Set<string>>();

/** Remembers the handles in what a run loaded. */
export function rememberHandles(run: FlowRun, value: unknown): void {
  const known = loaded.get(run) ?? new Set();
  for (const reference of findSecretReferences(value)) known.add(nameOf(reference));
  if (known.size > 0) loaded.set(run, known);
}

/** Throws `forbidden` when a value holds a handle to a secret that the run's code did not load. */
export function assertOwnHandles(run: FlowRun, value: unknown): void {
  for (const reference of findSecretReferences(value)) {
    if (loaded.get(run)?.has(nameOf(reference))) continue;
    const { block_type_slug, name } = reference.sluice_secret;
    const message = `A handle to the ${block_type_slug} '${name}' came in from outside. Load the block in this flow instead.`;
    throw new SluiceError('forbidden', message, { details: { block_type_slug, name } });
  }
}

function nameOf({ sluice_secret: { block_type_slug, name, path } }: SecretReference): string {
  return JSON.stringify([block_type_slug, name, path]);
}
