// Templates inside actions, checked when an automation is saved: a subject, a body, a payload or a parameter that could
// never be rendered is refused then and not when it is needed.
import { checkDeploymentParameters } from '../templates/deployment-parameters.js';
import { validateTemplate } from '../templates/render.js';
import { TemplateError } from '../templates/template-error.js';
import type { Action } from './action.js';
import type { AutomationProblem } from './automation-problem.js';

/** The lists of actions that an automation has. */
export type ActionLists = {
  readonly [List in 'actions' | 'actions_on_trigger' | 'actions_on_resolve']?: readonly Action[] | undefined;
};

/** What is wrong with the templates of an automation's actions, with the path to each. */
export function templateProblems(lists: ActionLists): AutomationProblem[] {
  return (['actions', 'actions_on_trigger', 'actions_on_resolve'] as const).flatMap((list) =>
    (lists[list] ?? []).flatMap((action, index) => problemsOf(action, [list, index])),
  );
}

function problemsOf(action: Action, path: (string | number)[]): AutomationProblem[] {
  if (action.type === 'send-notification') {
    return [...textProblems(action, 'subject', path), ...textProblems(action, 'body', path)];
  }
  if (action.type === 'call-webhook') return textProblems(action, 'payload', path);
  if (action.type !== 'run-deployment') return [];
  return checkDeploymentParameters(action.parameters).map((problem) => ({
    path: [...path, problem.path === '' ? 'parameters' : `parameters.${problem.path}`],
    message: problem.message,
  }));
}

function textProblems<Field extends string>(
  action: Readonly<Record<Field, string>>,
  field: Field,
  path: (string | number)[],
): AutomationProblem[] {
  try {
    validateTemplate(action[field]);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const line = error.line > 0 ? ` (line ${error.line})` : '';
    return [{ path: [...path, field], message: `is not a valid template: ${error.message}${line}` }];
  }
}
