// What hydration leaves in place of a value: a template or variable not filled in yet, or what is wrong with it.
// A class, so that no document can pass for one.

export type PlaceholderType =
  | 'ValidJinja'
  | 'WorkspaceVariable'
  | 'RemoveValue'
  | 'ValueNotFound'
  | 'TemplateNotFound'
  | 'InvalidJSON'
  | 'InvalidJinja'
  | 'WorkspaceVariableNotFound';

const ERRORS: ReadonlySet<PlaceholderType> = new Set([
  'ValueNotFound',
  'TemplateNotFound',
  'InvalidJSON',
  'InvalidJinja',
  'WorkspaceVariableNotFound',
]);

export class Placeholder {
  /**
   * @param type what it stands for
   * @param content the template, the variable's name, or the sentence that says what is wrong
   */
  constructor(
    readonly type: PlaceholderType,
    readonly content: unknown = undefined,
  ) {}

  get isError(): boolean {
    return ERRORS.has(this.type);
  }

  /** What is wrong, for an error. */
  get message(): string {
    return this.isError ? String(this.content) : '';
  }
}
