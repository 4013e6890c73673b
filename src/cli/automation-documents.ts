// Reading automations and triggers from files, YAML or JSON. What is wrong is told with the file and the field, since these
// files are written by hand.
import type { z } from 'zod';
import { SluiceError, type FieldError } from '../domain/errors.js';
import { describeFields, fieldErrorsOf } from '../domain/field-errors.js';
import type { Trigger } from '../domain/triggers/trigger.js';
import { UsageError } from './failure.js';
import { readSource } from './json-lines.js';

/**
 * The trigger in a file (`-` is standard input): of an automation (`trigger: ...`) or the file itself. YAML reads JSON too.
 *
 * @throws UsageError the file cannot be read; SluiceError `definition-invalid` it is no trigger
 */
export async function readTriggerFile(path: string): Promise<Trigger> {
  const { parse } = await import('yaml');
  const { triggerSchema } = await import('../domain/triggers/trigger.js');
  const { withClientDefaults } = await import('../domain/triggers/trigger-shape.js');
  const text = await readSource(path);
  const document = readWith(path, () => parse(text) as unknown);
  const isAutomation = typeof document === 'object' && document !== null && 'trigger' in document;
  const trigger = isAutomation ? document.trigger : document;
  return parseWith(triggerSchema, withClientDefaults(trigger), path, isAutomation ? 'trigger' : '');
}

/** A document by its schema; the error names the place and each wrong field, `prefix` before its path. */
export function parseWith<Output>(schema: z.ZodType<Output>, document: unknown, place: string, prefix = ''): Output {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const fields = fieldErrorsOf(parsed.error).map(({ path, message }): FieldError => {
    return { path: [prefix, path].filter(Boolean).join('.'), message };
  });
  throw new SluiceError('definition-invalid', `${place}: ${describeFields(fields)}`, { fields });
}

function readWith<Result>(place: string, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    throw new UsageError(`${place}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** An automation as it stands in a file, with what clients may leave out filled in. */
export interface WrittenAutomation {
  /** `automations.yaml`, or `automations.yaml[1]` where there are several. */
  readonly place: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * The automations in a file (`-` is standard input) or in a text: one, a list, `automations: [...]`, or several YAML
 * documents. YAML reads JSON too.
 *
 * @throws UsageError it cannot be read, or holds no automation
 */
export async function readAutomations(
  source: { readonly path: string } | { readonly text: string },
): Promise<WrittenAutomation[]> {
  const { parseAllDocuments } = await import('yaml');
  const { withClientDefaults } = await import('../domain/triggers/trigger-shape.js');
  const place = 'path' in source ? source.path : '--from-json';
  const text = 'text' in source ? source.text : await readSource(source.path);
  const parsed = [...parseAllDocuments(text)].flatMap((part) => {
    const [error] = part.errors;
    if (error) throw new UsageError(`${place}: ${error.message}`);
    return listOf(part.toJS() as unknown);
  });
  if (parsed.length === 0) throw new UsageError(`${place}: expected an automation, found nothing.`);
  return parsed.map((document, index) => {
    const at = parsed.length === 1 ? place : `${place}[${index}]`;
    if (!isDocument(document)) throw new UsageError(`${at}: expected an automation, got ${JSON.stringify(document)}.`);
    return { place: at, document: { ...document, trigger: withClientDefaults(document.trigger) } };
  });
}

function listOf(document: unknown): unknown[] {
  if (document === null) return [];
  if (Array.isArray(document)) return document;
  return isDocument(document) && Array.isArray(document.automations) ? document.automations : [document];
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
