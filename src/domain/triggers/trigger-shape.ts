// The shape of a trigger document before it is parsed: which kind it is when `type` is left out, how deep it nests, and
// the defaults that clients and deployment files may rely on. Works on anything, since it runs on what users send.

/** A trigger within a trigger within ..., at most so many levels, the outermost counted. */
export const MAX_TRIGGER_DEPTH = 20;

type Document = Readonly<Record<string, unknown>>;

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Puts in the `type` that the other keys tell: posture Metric, or `metric` without a posture, a metric, `triggers` with
 * `require` a compound, `triggers` alone a sequence, else an event trigger. A document with a type, or no document, stays
 * as it is.
 */
export function inferTriggerType(document: unknown): unknown {
  if (!isDocument(document) || document.type !== undefined) return document;
  return { ...document, type: typeOf(document) };
}

function typeOf(document: Document): string {
  if (document.posture === 'Metric' || (document.posture === undefined && 'metric' in document)) return 'metric';
  if (!('triggers' in document)) return 'event';
  return 'require' in document ? 'compound' : 'sequence';
}

/** Levels of nesting, looking no deeper than needed to see that there are too many. */
export function triggerDepth(document: unknown): number {
  let level: unknown[] = [document];
  let depth = 0;
  while (level.length > 0 && depth <= MAX_TRIGGER_DEPTH) {
    depth += 1;
    level = level.flatMap((trigger) =>
      isDocument(trigger) && Array.isArray(trigger.triggers) ? (trigger.triggers as unknown[]) : [],
    );
  }
  return depth;
}

/**
 * Fills in what clients and deployment files may leave out but the API wants: posture Reactive, and `within: null` for
 * compound and sequence triggers, at every level.
 */
export function withClientDefaults(document: unknown): unknown {
  const typed = inferTriggerType(document);
  if (!isDocument(typed) || triggerDepth(document) > MAX_TRIGGER_DEPTH) return typed;
  if (typed.type === 'event') return { posture: 'Reactive', ...typed };
  if (!Array.isArray(typed.triggers)) return typed;
  return { within: null, ...typed, triggers: (typed.triggers as unknown[]).map(withClientDefaults) };
}
