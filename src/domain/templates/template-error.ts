/**
 * The one error a template can raise. Users know Jinja's and Python's names for what went wrong ("UndefinedError",
 * "ZeroDivisionError"), so the error carries that name beside the message; `kind` is what programs branch on.
 * Kept apart because every file of this folder throws it.
 */

/** What programs branch on: the text is no template, it breaks a safety rule, it failed to render, or it ran too long. */
export type TemplateErrorKind = 'syntax' | 'security' | 'render' | 'limit';

export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  /**
   * @param kind what programs branch on
   * @param pythonType the error's name as Jinja users know it, e.g. `UndefinedError`
   * @param message the sentence for people
   * @param line 1-based line of the template where it was noticed, 0 when unknown
   */
  constructor(
    readonly kind: TemplateErrorKind,
    readonly pythonType: string,
    message: string,
    readonly line = 0,
  ) {
    super(message);
  }
}

export const syntaxError = (message: string, line: number) =>
  new TemplateError('syntax', 'TemplateSyntaxError', message, line);
export const securityError = (message: string) => new TemplateError('security', 'SecurityError', message);
export const limitError = (message: string) => new TemplateError('limit', 'TemplateLimitError', message);
export const typeError = (message: string) => new TemplateError('render', 'TypeError', message);
export const valueError = (message: string) => new TemplateError('render', 'ValueError', message);
export const undefinedError = (message: string) => new TemplateError('render', 'UndefinedError', message);
export const overflowError = (message: string) => new TemplateError('render', 'OverflowError', message);
export const lookupError = (message: string) => new TemplateError('render', 'LookupError', message);
export const runtimeError = (message: string) => new TemplateError('render', 'TemplateRuntimeError', message);
export const runtimeAssertion = (message: string) => new TemplateError('render', 'AssertionError', message);
