// The one error that carries more than the shared class: a request whose fields are wrong keeps them in raw form too,
// since the reference's clients are shown them in the reference's layout.
import { SluiceError } from '../domain/errors.js';
import { toFieldErrors, type FieldIssue } from './field-issues.js';

/** Thrown when a request's path, query or body does not fit its schema (`request-invalid`). */
export class RequestInvalidError extends SluiceError {
  readonly issues: readonly FieldIssue[];
  readonly body: unknown;

  /** @param note - a further sentence */
  constructor(issues: readonly FieldIssue[], body: unknown, note?: string) {
    const fields = toFieldErrors(issues);
    const sentence = fields.map(({ path, message }) =>
      path === '' ? `The document ${message}` : `${path} ${message}`,
    );
    super('request-invalid', [`${sentence.join('; ')}.`, ...(note ? [note] : [])].join(' '), { fields });
    this.issues = issues;
    this.body = body;
  }
}
