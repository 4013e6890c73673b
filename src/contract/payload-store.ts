// Where values are kept that are too large for Temporal: bytes under the SHA-256 of themselves, so that writing twice
// changes nothing and what is read can be checked. Each is kept for the workflows it was put for: one that is suspended for
// a year still needs what it carries, and once Temporal has forgotten the last of them nobody can ask for it any more.

export interface PayloadStore {
  /**
   * Keeps bytes; durable when it resolves.
   *
   * @param key - their SHA-256 in hexadecimal
   * @param owner - the id of the workflow that needs them; null: kept for good
   */
  put(key: string, bytes: Uint8Array, owner: string | null): Promise<void>;
  /** The bytes under a key. Throws `not-found` when there are none. */
  get(key: string): Promise<Uint8Array>;
}

/** A store that can let go of what nobody needs. */
export interface SweptPayloadStore extends PayloadStore {
  /**
   * Deletes what was last put before an instant and whose owners are all gone; tells how many values.
   *
   * @param isGone - whether an owner is forgotten; what it throws ends the sweep
   */
  sweep(before: Date, isGone: (owner: string) => Promise<boolean>): Promise<number>;
}

/** Larger payloads go to the store, and a reference goes through Temporal in their place. */
export const CLAIM_CHECK_BYTES = 128 * 1024;

/** Temporal refuses larger payloads; a little is left for what is around the value. */
export const LARGEST_PAYLOAD_BYTES = 2 * 1024 * 1024 - 1024;

/** What stands in the place of a value that was too large where no store is configured. */
export interface RefusedPayload {
  readonly sluice_refused_payload: { readonly size: number };
}

/** The size in bytes of a value that was refused; undefined for any other value. */
export function refusedSize(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('sluice_refused_payload' in value)) return undefined;
  return (value as RefusedPayload).sluice_refused_payload.size;
}

/** Why a value cannot be carried where no store is configured, and what to do about it. */
export function describeUncarried(what: string, size: number): string {
  return (
    `${what} is ${formatBytes(size)}; without a payload store at most ${formatBytes(LARGEST_PAYLOAD_BYTES)} can be carried. ` +
    'Configure one for the worker, or keep the value elsewhere and pass where it is.'
  );
}

/** A size as messages write it: `10.5 MB`. */
export function formatBytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
