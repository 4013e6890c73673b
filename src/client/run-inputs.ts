// The input documents of a run: what a pause keeps its form and answer in, and what was sent to the run.
import type { FlowRunInput } from '../domain/run-inputs.js';
import { idOf, type FlowRunReference } from './flow-like.js';
import type { Transport } from './transport.js';

export interface RunInputsClient {
  /** Writes an input. Throws `run-input-exists` when the key is taken. */
  create(run: FlowRunReference, input: { key: string; value: unknown; sender?: string | null }): Promise<void>;
  /** Inputs whose key starts with the prefix, oldest first. */
  list(
    run: FlowRunReference,
    options: { prefix: string; limit?: number; excludeKeys?: readonly string[] },
  ): Promise<FlowRunInput[]>;
  /** The value of an input. Throws `not-found`. */
  read(run: FlowRunReference, key: string): Promise<unknown>;
  delete(run: FlowRunReference, key: string): Promise<void>;
}

/** The calls about inputs. */
export function createRunInputsClient(transport: Transport): RunInputsClient {
  const pathOf = (run: FlowRunReference): string => `/flow_runs/${encodeURIComponent(idOf(run))}/input`;
  return {
    async create(run, { key, value, sender = null }) {
      const body = { key, value: JSON.stringify(value), sender };
      await transport.send({ method: 'POST', path: pathOf(run), body });
    },
    async list(run, { prefix, limit = 200, excludeKeys = [] }) {
      const body = { prefix, limit, exclude_keys: excludeKeys };
      const request = { method: 'POST', path: `${pathOf(run)}/filter`, body, repeatable: true } as const;
      return (await transport.send<FlowRunInput[]>(request)).document;
    },
    async read(run, key) {
      const path = `${pathOf(run)}/${encodeURIComponent(key)}`;
      const { document } = await transport.send<unknown>({ method: 'GET', path });
      return typeof document === 'string' ? (JSON.parse(document) as unknown) : document;
    },
    async delete(run, key) {
      await transport.send({ method: 'DELETE', path: `${pathOf(run)}/${encodeURIComponent(key)}` });
    },
  };
}
