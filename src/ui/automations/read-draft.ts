// What somebody wrote as JSON or YAML, as a draft; or why it is none yet. It must hold what the fields beside it are drawn
// from; everything else the server judges.
import { parse, stringify } from 'yaml';
import { withClientDefaults } from '../../domain/triggers/trigger-shape.js';
import type { Draft } from './draft.js';

export type DraftLanguage = 'JSON' | 'YAML';

export function writeDraft(draft: Draft, language: DraftLanguage): string {
  return language === 'JSON' ? JSON.stringify(draft, null, 2) : stringify(draft);
}

/** The draft, with the type of a trigger put in where it was left out; or a sentence about what is wrong. */
export function readDraft(text: string): Draft | string {
  let written: unknown;
  try {
    // JSON is YAML too. Names that stand for other parts could make a small text endless.
    written = parse(text, { maxAliasCount: 20 });
  } catch (error) {
    const [first] = error instanceof Error ? error.message.split('\n') : [];
    return first || 'Not readable yet.';
  }
  if (!isDocument(written)) return 'Expected an object with trigger and actions.';
  const trigger = withClientDefaults(written['trigger']);
  const problem = triggerProblem(trigger, 'trigger') ?? actionsProblem(written);
  if (problem !== null) return problem;
  const { name = '', description = '' } = written;
  if (typeof name !== 'string' || typeof description !== 'string') return 'Expected texts as name and description.';
  if (!isTextList(written['tags'] ?? [])) return 'Expected a list of texts as tags.';
  return { ...written, name, description, trigger } as unknown as Draft;
}

type Document = Readonly<Record<string, unknown>>;

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

const KINDS = ['event', 'metric', 'compound', 'sequence'];

function triggerProblem(trigger: unknown, path: string): string | null {
  if (!isDocument(trigger)) return `Expected an object as ${path}.`;
  const { type, match = {}, metric = {}, triggers = [] } = trigger;
  if (!KINDS.includes(type as string)) return `Expected ${KINDS.join(', ')} as the type of ${path}.`;
  for (const list of ['expect', 'after', 'for_each']) {
    if (!isTextList(trigger[list] ?? [])) return `Expected a list of texts as ${list} of ${path}.`;
  }
  if (!isDocument(match) || !isDocument(metric)) return `Expected objects as match and metric of ${path}.`;
  for (const labels of ['match_related', 'match_not', 'match_related_not']) {
    if (![trigger[labels] ?? {}].flat().every(isDocument)) return `Expected labels as ${labels} of ${path}.`;
  }
  if (!Array.isArray(triggers)) return `Expected a list as triggers of ${path}.`;
  for (const [index, child] of (triggers as unknown[]).entries()) {
    const problem = triggerProblem(child, `${path}.triggers[${index}]`);
    if (problem !== null) return problem;
  }
  return null;
}

function actionsProblem(written: Document): string | null {
  for (const list of ['actions', 'actions_on_trigger', 'actions_on_resolve']) {
    const actions = written[list] ?? (list === 'actions' ? null : []);
    const isList =
      Array.isArray(actions) && actions.every((each) => isDocument(each) && typeof each['type'] === 'string');
    if (!isList) return `Expected a list of actions, each with a type, as ${list}.`;
  }
  return null;
}
