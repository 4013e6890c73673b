// What every use case is given: the store, Temporal, a clock, a source of ids and a log. Made once by a composition root;
// tests hand in a store in memory and a clock of their own.
import type { PayloadStore } from '../contract/payload-store.js';
import type { InputLimits } from '../domain/inputs.js';
import { toInstant } from '../domain/instants.js';
import type { Store } from '../store/store.js';
import type { TemporalGateway } from '../temporal/temporal-gateway.js';
import type { SecretCipher } from './secrets/secret-cipher.js';

export interface ServiceLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface ServiceContext {
  readonly store: Store;
  readonly temporal: TemporalGateway;
  /** Seals what the store keeps secret. */
  readonly secrets: SecretCipher;
  /** Keeps values that are too large for Temporal. */
  readonly payloads: PayloadStore;
  /** How many events may wait to be evaluated before intake says that it takes no more for now. @default 200000 */
  readonly mostQueuedEvents?: number;
  /** How much may wait unread for one flow run, or one client. @default 5,000 inputs and 4 MiB of them */
  readonly inputLimits?: InputLimits;
  now(): Date;
  /** A new UUID. */
  newId(): string;
  readonly log: ServiceLog;
}

/** Now, as the wire writes it. */
export function nowInstant(context: Pick<ServiceContext, 'now'>): string {
  return toInstant(context.now());
}
