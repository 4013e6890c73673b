// Loads the user's tasks: every function a module exports is a task by its name.
import { SluiceError } from '../domain/errors.js';
import { importUserModule } from './user-module.js';

/**
 * The functions a module exports, by name.
 *
 * @param path - absolute path of the module, TypeScript or JavaScript
 * @throws SluiceError `definition-invalid` when it cannot be loaded or exports no function
 */
export async function loadActivities(path: string): Promise<Record<string, unknown>> {
  let exported: Record<string, unknown>;
  try {
    exported = await importUserModule(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SluiceError('definition-invalid', `The tasks of ${path} could not be loaded: ${reason}`, {
      cause: error,
    });
  }
  const functions = Object.entries(exported).filter(([, value]) => typeof value === 'function');
  if (functions.length > 0) return Object.fromEntries(functions);
  throw new SluiceError('definition-invalid', `Expected ${path} to export the tasks as functions, found none.`);
}
