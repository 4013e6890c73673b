// Who is signed in: asked once, kept by the server in a cookie that scripts cannot read.
import { queryOptions } from '@tanstack/react-query';
import { change, read, setCsrfToken } from './connection.js';

export interface Session {
  /** The server asks for credentials. */
  readonly required: boolean;
  readonly signed_in: boolean;
  readonly user: string | null;
  readonly csrf_token: string | null;
}

function remember(session: Session): Session {
  setCsrfToken(session.csrf_token);
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    try {
      return remember(await read<Session>('/session'));
    } catch (error) {
      // Whoever waits for the token hears from the server why it gets none.
      setCsrfToken(null);
      throw error;
    }
  },
  staleTime: Infinity,
});

/** Signs in with the API key, or with `user:password`. Throws `unauthenticated`, `too-many-requests`. */
export async function signIn(secret: string, user: string): Promise<Session> {
  return remember(await change<Session>('POST', '/session', { secret, user: user === '' ? null : user }));
}

/** Ends the session. */
export async function signOut(): Promise<void> {
  await change('DELETE', '/session');
  setCsrfToken(null);
}
