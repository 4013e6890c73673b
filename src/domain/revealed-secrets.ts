// The secret values that somebody was given, so that they are kept out of what is told afterwards: log lines of a task,
// errors that go into Temporal's history, what came of a test message.
import { MASK } from './blocks/secret-fields.js';

/** Shorter ones would put stars into texts that have nothing to do with them. */
const SHORTEST_MASKED = 4;

export class RevealedSecrets {
  private readonly texts = new Set<string>();

  /** Takes a secret value; of a list or object, every text in it. */
  add(value: unknown): void {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach((entry) => this.add(entry));
    else if (typeof value === 'string' && value.length >= SHORTEST_MASKED) this.texts.add(value);
  }

  /** A text with stars in place of the values. */
  mask(text: string): string {
    let masked = text;
    for (const secret of this.texts) masked = masked.replaceAll(secret, MASK);
    return masked;
  }

  /** Masks what a thrown value tells: messages, stacks and details, of its causes as well. Changes it in place. */
  maskError(thrown: unknown): void {
    if (this.texts.size === 0) return;
    const seen = new Set<unknown>();
    for (let error = thrown; error instanceof Error && !seen.has(error); error = error.cause) {
      seen.add(error);
      const told = error as Error & { details?: unknown };
      told.message = this.mask(told.message);
      if (told.stack !== undefined) told.stack = this.mask(told.stack);
      if (told.details !== undefined && told.details !== null) told.details = this.maskJson(told.details);
    }
  }

  private maskJson(value: unknown): unknown {
    if (typeof value === 'string') return this.mask(value);
    if (Array.isArray(value)) return value.map((entry) => this.maskJson(entry));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, this.maskJson(entry)]));
  }
}
