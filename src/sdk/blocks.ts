// Blocks and variables in flow code. Everything goes through the platform by a recorded call, so a replay sees what the
// run saw. That record is Temporal's history, which anybody may read who may read runs: therefore a secret is never in
// it. Flow code gets a handle, which says where the secret is kept; handed to a task or a notifier, the worker puts the
// value in its place right before the task runs. No encryption of payloads is needed for that, and no key on workers. A
// handle works in the run that loaded it and nowhere else.
import type { BlockData, BlockValueOptions, JsonValue, VariableOptions } from '../domain/shared-values.js';
import type { SecretReference } from '../domain/secret-references.js';
import { currentRun } from './current-run.js';
import { callPlatform } from './platform-call.js';
import { rememberHandles } from './secret-handles.js';

/** A secret in flow code: pass it to a task in the place of the value. It holds no value, so it may be logged. */
export type SecretHandle<Value = string> = SecretReference & { readonly '~value'?: Value };

/** A secret kept by the platform. */
export const Secret = {
  /** A handle to the secret. Throws `not-found` when there is no Secret of the name. */
  load: async <Value = string>(name: string): Promise<SecretHandle<Value>> =>
    (await loadBlock('secret', name))['value'] as SecretHandle<Value>,
};

/** A JSON value kept by the platform. */
export const JSONBlock = valueBlock<JsonValue>('json');
/** A text kept by the platform. */
export const StringBlock = valueBlock<string>('string');
/** A point in time kept by the platform, ISO 8601. */
export const DateTimeBlock = valueBlock<string>('date-time');

/** Named JSON values that flows and people share. A flow that runs again from its first line reads them anew. */
export const Variable = {
  /** The variable's value, or the fallback when there is none. */
  async get<Value = JsonValue>(name: string, fallback?: Value): Promise<Value | undefined> {
    currentRun(`Variable.get('${name}')`);
    const found = await callPlatform('sluiceReadVariable', name);
    return found ? (found.value as Value) : fallback;
  },
  /** Sets the variable. Throws `conflict` when it has another value, unless `overwrite` is set. */
  async set(name: string, value: JsonValue, { tags, overwrite = false }: VariableOptions = {}): Promise<void> {
    currentRun(`Variable.set('${name}')`);
    await callPlatform('sluiceSetVariable', { name, value, tags: tags ?? null, overwrite });
  },
};

/**
 * The data of a block of any type, with handles in place of its secrets.
 *
 * @param typeSlug - such as `slack-webhook`
 * @throws SluiceError `not-found`
 */
export async function loadBlock(typeSlug: string, name: string): Promise<BlockData> {
  const run = currentRun(`loadBlock('${typeSlug}', '${name}')`);
  const data = await callPlatform('sluiceLoadBlock', { block_type_slug: typeSlug, name });
  rememberHandles(run, data);
  return data;
}

function valueBlock<Value>(slug: string) {
  return {
    /** The value. Throws `not-found` when there is no block of the name. */
    load: async <Loaded extends Value = Value>(name: string): Promise<Loaded> =>
      (await loadBlock(slug, name))['value'] as Loaded,
    /** Saves the value. Throws `conflict` when the name is taken by another value, unless `overwrite` is set. */
    async save(value: Value, { name, overwrite = false }: BlockValueOptions): Promise<void> {
      currentRun(`saving the block '${name}'`);
      await callPlatform('sluiceSaveBlock', { block_type_slug: slug, name, data: { value }, overwrite });
    },
  };
}
