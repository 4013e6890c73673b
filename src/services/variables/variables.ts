// Use cases on variables: make, find, list, count, change, delete, and set as flow code does.
import { isDeepStrictEqual } from 'node:util';
import { SluiceError } from '../../domain/errors.js';
import type { VariableFilter, VariableSort } from '../../domain/filters/variable-filter.js';
import type { SetVariable, Variable, VariableCreate, VariableReading, VariableUpdate } from '../../domain/variables.js';
import type { ServiceContext } from '../service-context.js';

/** How a variable is addressed. */
export type VariableAddress = { readonly id: string } | { readonly name: string };

/** Throws `conflict` when the name is taken. */
export async function createVariable(context: ServiceContext, variable: VariableCreate): Promise<Variable> {
  if (!(await context.store.variables.insert(context.newId(), variable))) throw nameTaken(variable.name);
  return readVariable(context, { name: variable.name });
}

/** Throws `not-found`. */
export async function readVariable({ store }: ServiceContext, address: VariableAddress): Promise<Variable> {
  const { variables } = store;
  const variable = await ('id' in address ? variables.find(address.id) : variables.findByName(address.name));
  if (!variable) throw new SluiceError('not-found', 'Variable not found.');
  return variable;
}

/** A variable's value as flow code reads it; null when there is none. */
export async function findVariable({ store }: ServiceContext, name: string): Promise<VariableReading | null> {
  const variable = await store.variables.findByName(name);
  return variable ? { value: variable.value } : null;
}

export interface FilterVariables {
  readonly variables?: VariableFilter | null;
  readonly sort: VariableSort;
  readonly limit: number;
  readonly offset: number;
}

export async function filterVariables({ store }: ServiceContext, request: FilterVariables): Promise<Variable[]> {
  return store.variables.list(request.variables, request.sort, request);
}

export async function countVariables(
  { store }: ServiceContext,
  filter: VariableFilter | null | undefined,
): Promise<number> {
  return store.variables.count(filter);
}

/** Changes what is given. Throws `not-found`, or `conflict` when the new name is taken. */
export async function updateVariable(
  context: ServiceContext,
  address: VariableAddress,
  patch: VariableUpdate,
): Promise<void> {
  const before = await readVariable(context, address);
  const { variables } = context.store;
  const name = patch.name ?? before.name;
  if (name !== before.name && (await variables.findByName(name))) throw nameTaken(name);
  const value: unknown = patch.value === undefined ? before.value : patch.value;
  await variables.update({ id: before.id, name, value, tags: patch.tags ?? before.tags });
}

/** Throws `not-found`. */
export async function deleteVariable(context: ServiceContext, address: VariableAddress): Promise<void> {
  const { id } = await readVariable(context, address);
  await context.store.variables.delete(id);
}

/**
 * Sets a variable by its name. Setting what it already is changes nothing, so that a repeated request does no harm.
 *
 * @throws `conflict` when it has another value and `overwrite` is false
 */
export async function setVariable(context: ServiceContext, request: SetVariable): Promise<void> {
  const { name, value, tags, overwrite } = request;
  if (await context.store.variables.insert(context.newId(), { name, value, tags: tags ?? [] })) return;
  const { value: oldValue, tags: oldTags } = await readVariable(context, { name });
  if (isDeepStrictEqual([oldValue, oldTags], [value, tags ?? oldTags])) return;
  if (!overwrite) throw nameTaken(name);
  await updateVariable(context, { name }, { value, tags });
}

function nameTaken(name: string): SluiceError {
  return new SluiceError('conflict', `A variable with the name '${name}' already exists.`, { details: { name } });
}
