// What the database says went wrong, as our errors: a connection that broke, a row that conflicts, a value that no column
// can hold. Everything else is a fault of ours and passes, without the values of the query, which may be secret.
import { SluiceError } from '../domain/errors.js';

const UNIQUE_OR_FOREIGN_KEY = new Set(['23505', '23503']);
/** Connection exceptions, shutdown, too many connections. */
const UNAVAILABLE = /^(08...|57P0[123]|53300|ECONN\w*|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH)$/;

/** Values that pass as JSON and fit no column, by the code of the refusal. */
const UNSTORABLE: Readonly<Record<string, string>> = {
  '22003': 'A number is beyond what can be stored.',
  '22008': 'An instant is beyond what can be stored.',
  '22021': 'A text holds the character U+0000, which cannot be searched for.',
  '22P02': 'A text is not of the form that its field has.',
};

/** Runs a piece of work on the database and translates what it throws. */
export async function translateErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const source = sourceOf(error);
  const { code, constraint } = source as Error & { code?: unknown; constraint?: unknown };
  if (typeof code === 'string' && UNIQUE_OR_FOREIGN_KEY.has(code)) {
    return new SluiceError('conflict', 'The write conflicts with what is stored.', {
      details: { constraint: typeof constraint === 'string' ? constraint : null },
      cause: source,
    });
  }
  const unstorable = typeof code === 'string' ? UNSTORABLE[code] : undefined;
  if (unstorable !== undefined) return new SluiceError('request-invalid', unstorable, { cause: source });
  const lost = /Connection terminated|timeout exceeded when trying to connect|PGlite is closed|Cannot use a pool/i;
  if ((typeof code === 'string' && UNAVAILABLE.test(code)) || lost.test(source.message)) {
    return new SluiceError('store-unavailable', undefined, { cause: source });
  }
  return source;
}

/** The driver's own error under the query builder's, which quotes the query with its values. */
function sourceOf(error: Error): Error {
  return 'query' in error && error.cause instanceof Error ? error.cause : error;
}
