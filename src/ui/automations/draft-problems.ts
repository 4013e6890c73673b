// What the server found wrong in a draft, beside the fields it is about. A context, because the fields of a trigger nest
// as deep as triggers do.
import { createContext, useContext } from 'react';
import { isSluiceError, type FieldError } from '../../domain/errors.js';

export const DraftProblems = createContext<readonly FieldError[]>([]);

/** The fields of a refusal; none for any other error. */
export function problemsOf(error: unknown): readonly FieldError[] {
  return isSluiceError(error) ? error.fields : [];
}

/** What is wrong with the field at this path (`trigger.triggers[0].within`) or with what it holds. */
export function useProblem(path: string): string | undefined {
  const found = useContext(DraftProblems).filter(
    ({ path: at }) => at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`),
  );
  return found.length === 0 ? undefined : found.map(({ message }) => message).join('; ');
}

/** The step of the wizard that has the field at this path. */
export function stepOf(path: string): number {
  if (path.startsWith('trigger')) return 0;
  return path.startsWith('actions') ? 1 : 2;
}
