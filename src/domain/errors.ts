// Every error a user can meet has a stable code. This is the one table: code -> HTTP status -> title. It stands alone
// because the same codes travel through Temporal failures, HTTP problem documents and the client.

export const ERROR_TABLE = {
  'parameters-invalid': { status: 422, title: 'The parameters do not fit the flow.' },
  'request-invalid': { status: 422, title: 'The request does not fit its schema.' },
  'body-unreadable': { status: 400, title: 'The request body could not be read.' },
  'body-too-large': { status: 413, title: 'The request body is larger than the limit.' },
  unauthenticated: { status: 401, title: 'The caller did not say who it is.' },
  forbidden: { status: 403, title: 'The caller may not do this.' },
  'not-found': { status: 404, title: 'There is no such thing.' },
  'flow-run-not-found': { status: 404, title: 'There is no flow run with this id.' },
  'flow-not-found': { status: 404, title: 'There is no flow with this name or id.' },
  'flow-not-served': { status: 409, title: 'No worker has registered this flow, so its runs cannot be started.' },
  'flow-run-not-paused': { status: 409, title: 'The flow run is not paused.' },
  'pause-already-resolved': { status: 409, title: 'The pause was already resolved.' },
  'flow-run-finished': { status: 409, title: 'The flow run has already finished.' },
  'flow-run-not-running': { status: 409, title: 'The flow run is not running.' },
  'subflow-not-independent': { status: 409, title: 'A subflow cannot be paused or suspended apart from its parent.' },
  'run-input-invalid': { status: 422, title: 'The input does not fit what the pause waits for.' },
  'run-input-exists': { status: 409, title: 'A flow run input with this key already exists.' },
  'run-inputs-full': { status: 409, title: 'The flow run holds as many unread inputs as it may.' },
  'mailbox-not-found': { status: 404, title: 'There is no mailbox of this client, or it has expired.' },
  'mailbox-full': { status: 409, title: 'The client holds as many inputs that it has not received as it may.' },
  'input-timeout': { status: 408, title: 'No input arrived in time.' },
  'pause-timeout': { status: 409, title: 'The flow run was paused and never resumed.' },
  'task-failed': { status: 500, title: 'A task failed.' },
  'task-timeout': { status: 500, title: 'A task took longer than its timeout.' },
  'flow-failed': { status: 500, title: 'The flow failed.' },
  'flow-timeout': { status: 500, title: 'The flow took longer than its timeout.' },
  'flow-run-cancelled': { status: 409, title: 'The flow run was cancelled.' },
  'payload-too-large': { status: 413, title: 'The value is larger than the platform carries.' },
  'secret-unreadable': { status: 500, title: 'A stored secret cannot be decrypted.' },
  'outgoing-refused': { status: 422, title: 'The address may not be called from here.' },
  'outgoing-failed': { status: 502, title: 'A call to another server failed.' },
  'webhook-failed': { status: 400, title: 'No event could be made of the request.' },
  conflict: { status: 409, title: 'The request conflicts with what is stored.' },
  'definition-invalid': { status: 422, title: 'The definition is not valid.' },
  'wait-timeout': { status: 408, title: 'The awaited state was not reached in time.' },
  'too-many-requests': { status: 429, title: 'The server takes no more of this for now.' },
  'temporal-unavailable': { status: 503, title: 'The Temporal server cannot be reached. Nothing was recorded.' },
  'store-unavailable': { status: 503, title: 'The store cannot be reached. Nothing was recorded.' },
  'platform-unavailable': { status: 503, title: 'The platform cannot be reached.' },
  'internal-error': { status: 500, title: 'Something went wrong on our side.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERROR_TABLE;

/** One place in a document that is wrong: `path` is dotted (`user.age`, `tags[0]`, empty for the whole). */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface SluiceErrorOptions {
  /** The fields that are wrong, where the error is about a document. */
  readonly fields?: readonly FieldError[];
  /** Further plain JSON facts, for example who won a race. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * Thrown when something goes wrong that a user can act on. `code` is stable; tell errors apart by it and not by
 * `instanceof`, since the sandbox, activities and HTTP each have a realm of their own.
 */
export class SluiceError extends Error {
  override readonly name: string = 'SluiceError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string = ERROR_TABLE[code].title, options: SluiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fields = options.fields ?? [];
    this.details = options.details ?? {};
  }
}

/** Tells whether a string is one of our error codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_TABLE, value);
}

/** Tells whether a value is an error of ours (with the given code), also when it comes from another realm. */
export function isSluiceError(value: unknown, code?: ErrorCode): value is SluiceError {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('fields' in value)) return false;
  return isErrorCode(value.code) && (code === undefined || value.code === code);
}
