// Variables, as programs outside flows read and set them.
import { isSluiceError } from '../domain/errors.js';
import type { Variable } from '../domain/variables.js';
import { listAll } from './pages.js';
import type { Transport } from './transport.js';

export interface SetVariableOptions {
  /** @default those it has, or none */
  readonly tags?: readonly string[];
  /** Whether a variable that has another value is changed; else that is a `conflict`. @default false */
  readonly overwrite?: boolean;
}

export interface VariablesClient {
  /** By name. */
  list(options?: { readonly limit?: number; readonly offset?: number }): Promise<Variable[]>;
  /** Null: there is none of the name. */
  read(name: string): Promise<Variable | null>;
  /** Throws `conflict` when it is there and is not to be overwritten, `request-invalid` for a name of another form. */
  set(name: string, value: unknown, options?: SetVariableOptions): Promise<Variable>;
  /** Throws `not-found`. */
  delete(name: string): Promise<void>;
}

/** The calls about variables. */
export function createVariablesClient(transport: Transport): VariablesClient {
  const pathOf = (name: string): string => `/variables/name/${encodeURIComponent(name)}`;
  const create = async (name: string, value: unknown, tags: readonly string[]): Promise<Variable> =>
    (await transport.send<Variable>({ method: 'POST', path: '/variables/', body: { name, value, tags } })).document;
  const read = async (name: string): Promise<Variable | null> => {
    try {
      return (await transport.send<Variable>({ method: 'GET', path: pathOf(name) })).document;
    } catch (error) {
      if (isSluiceError(error, 'not-found')) return null;
      throw error;
    }
  };
  return {
    list: (options = {}) => listAll<Variable>(transport, '/variables/filter', { sort: 'NAME_ASC' }, options),
    read,
    async set(name, value, { tags, overwrite = false } = {}) {
      const before = overwrite ? await read(name) : null;
      if (before === null) return create(name, value, tags ?? []);
      const body = { value, ...(tags === undefined ? {} : { tags }) };
      await transport.send({ method: 'PATCH', path: pathOf(name), body, repeatable: true });
      return { ...before, value, tags: [...(tags ?? before.tags)] };
    },
    async delete(name) {
      await transport.send({ method: 'DELETE', path: pathOf(name) });
    },
  };
}
