// The options and types by which flow and task code reach blocks and variables. Apart because both sides offer the same.
import type { z } from 'zod';

/** What JSON can say. */
export type JsonValue = z.core.util.JSONType;

export type BlockData = Readonly<Record<string, unknown>>;

export interface BlockValueOptions {
  /** The block's name. */
  readonly name: string;
  /** Whether a block of the name is replaced. @default false */
  readonly overwrite?: boolean;
}

export interface VariableOptions {
  /** @default the tags it has; none for a new one */
  readonly tags?: string[];
  /** Whether another value is replaced. @default false */
  readonly overwrite?: boolean;
}
