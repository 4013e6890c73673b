// Blocks and variables in task code: loading one gives its value in clear, asked from the platform at that moment. Values
// of secrets are kept out of the task's log lines and errors; what a task returns is up to the task.
import type { Platform } from '../contract/platform.js';
import { valueAt } from '../domain/blocks/secret-fields.js';
import type { BlockData, BlockValueOptions, JsonValue, VariableOptions } from '../domain/shared-values.js';
import { SluiceError } from '../domain/errors.js';
import { findTaskContext, type TaskContext } from './task-context.js';

/** A secret kept by the platform. */
export const Secret = {
  /** The secret's value. Throws `not-found` when there is no Secret of the name. */
  load: async (name: string): Promise<string> => (await loadBlock('secret', name))['value'] as string,
  /** Keeps a secret. Throws `conflict` when the name is taken by another value, unless `overwrite` is set. */
  save: (value: string, options: BlockValueOptions): Promise<void> => saveBlock('secret', { value }, options),
};

/** A JSON value kept by the platform. */
export const JSONBlock = valueBlock<JsonValue>('json');
/** A text kept by the platform. */
export const StringBlock = valueBlock<string>('string');
/** A point in time kept by the platform, ISO 8601. */
export const DateTimeBlock = valueBlock<string>('date-time');

/** Named JSON values that flows and people share. */
export const Variable = {
  /** The variable's value, or the fallback when there is none. */
  async get<Value = JsonValue>(name: string, fallback?: Value): Promise<Value | undefined> {
    const found = await platform(`Variable.get('${name}')`).readVariable(name);
    return found ? (found.value as Value) : fallback;
  },
  /** Sets the variable. Throws `conflict` when it has another value, unless `overwrite` is set. */
  set(name: string, value: JsonValue, { tags, overwrite = false }: VariableOptions = {}): Promise<void> {
    return platform(`Variable.set('${name}')`).setVariable({ name, value, tags: tags ?? null, overwrite });
  },
};

/**
 * The data of a block of any type, secrets in clear.
 *
 * @param typeSlug - such as `slack-webhook`
 * @throws SluiceError `not-found`
 */
export async function loadBlock(typeSlug: string, name: string): Promise<BlockData> {
  const context = currentTask(`loadBlock('${typeSlug}', '${name}')`);
  const { data, secret_fields } = await context.platform.loadBlock({ block_type_slug: typeSlug, name });
  for (const path of secret_fields) context.revealed.add(valueAt(data, path.replace(/\.\*$/, '').split('.')));
  return data;
}

async function saveBlock(slug: string, data: BlockData, { name, overwrite = false }: BlockValueOptions): Promise<void> {
  await platform(`saving the block '${name}'`).saveBlock({ block_type_slug: slug, name, data, overwrite });
}

function valueBlock<Value>(slug: string) {
  return {
    /** The value. Throws `not-found` when there is no block of the name. */
    load: async <Loaded extends Value = Value>(name: string): Promise<Loaded> =>
      (await loadBlock(slug, name))['value'] as Loaded,
    /** Saves the value. Throws `conflict` when the name is taken by another value, unless `overwrite` is set. */
    save: (value: Value, options: BlockValueOptions): Promise<void> => saveBlock(slug, { value }, options),
  };
}

function platform(what: string): Platform {
  return currentTask(what).platform;
}

function currentTask(what: string): TaskContext {
  const context = findTaskContext();
  if (context) return context;
  throw new SluiceError('flow-run-not-running', `${what} of sluice/activity works only inside a task.`);
}
