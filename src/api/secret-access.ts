// Who may see secret values over HTTP: whoever counts as a worker, that is, holds the API key of a server that has one.
// People with a user name and password manage blocks there without ever seeing what is secret in them.
import { SluiceError } from '../domain/errors.js';
import type { Caller, Credentials } from './caller.js';

/** What a caller asked for, of a list: without the key it gets stars, since a list without secrets is a list. */
export function mayListSecrets(caller: Caller, credentials: Credentials, wanted: boolean): boolean {
  return wanted && (credentials.apiKey === null || caller.kind === 'key');
}

/**
 * What a caller asked for, of one block: stars in the place of a value would be taken for the value.
 *
 * @throws `forbidden` when it may not have it
 */
export function assertMayReadSecrets(caller: Caller, credentials: Credentials, wanted: boolean): boolean {
  if (!wanted || mayListSecrets(caller, credentials, wanted)) return wanted;
  throw new SluiceError('forbidden', 'Only a caller with the API key may read secret values (include_secrets).');
}
