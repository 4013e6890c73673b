// Which answers of the platform are about what was sent, and would be the same if it were sent again.
import { ERROR_TABLE, isSluiceError } from '../domain/errors.js';

/** Of the caller, who may get a key, or of the moment. */
const PASSING = [401, 403, 408, 429];

/** Whether the platform will never take this. */
export function isRefusal(error: unknown): boolean {
  if (!isSluiceError(error)) return false;
  const { status } = ERROR_TABLE[error.code];
  return status < 500 && !PASSING.includes(status);
}
