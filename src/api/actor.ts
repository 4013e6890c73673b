// Who acts, for decision records: what the caller says about itself in a header, else the user name it proved.
import type { Caller } from './caller.js';

const LONGEST_ACTOR = 500;

/** The actor of a request; null when nothing is known. */
export function actorOf(request: { readonly caller: Caller; header(name: string): string | undefined }): string | null {
  const said = request.header('x-sluice-actor')?.trim().slice(0, LONGEST_ACTOR);
  return said ? said : request.caller.user;
}
