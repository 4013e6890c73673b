// Text typed for a field, as the value the form wants; or what is wrong with it, in words that say what to type. Only
// the kind of the value is judged here: the run's own schema judges the rest when the answer arrives. Pure.
import type { FormField } from './form-fields.js';
import { parseLoosely } from './key-values.js';

/** `leave-out`: nothing was typed, and nothing needs to be sent. */
export type FieldAnswer =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'leave-out' }
  | { readonly type: 'problem'; readonly message: string };

const YES = new Set(['y', 'yes', 'true', '1', 'on']);
const NO = new Set(['n', 'no', 'false', '0', 'off']);

/** The answer that typed text gives to a field. An empty line takes the initial value, or leaves out what may be. */
export function readFieldAnswer(field: FormField, typed: string): FieldAnswer {
  const text = typed.trim();
  if (text === '') {
    if (field.initial !== undefined) return { type: 'value', value: field.initial };
    return field.required ? { type: 'problem', message: 'an answer is needed' } : { type: 'leave-out' };
  }
  switch (field.kind) {
    case 'text':
      return { type: 'value', value: typed };
    case 'integer':
    case 'number':
      return readNumber(text, field.kind);
    case 'boolean':
      return readBoolean(text);
    case 'choice':
      return readChoice(field.choices, text);
    case 'json':
      return { type: 'value', value: parseLoosely(text) };
  }
}

/** The value of `--field name=value` when the form is known: text stays text where the form wants text. */
export function readFieldOption(field: FormField | undefined, text: string): unknown {
  if (field === undefined) return parseLoosely(text);
  if (field.kind === 'text') return text;
  const answer = readFieldAnswer(field, text);
  // What cannot be read is sent as it is: the run says best what is wrong with it.
  return answer.type === 'value' ? answer.value : parseLoosely(text);
}

function readNumber(text: string, kind: 'integer' | 'number'): FieldAnswer {
  const value = Number(text);
  if (Number.isFinite(value) && (kind === 'number' || Number.isInteger(value))) return { type: 'value', value };
  return { type: 'problem', message: `expected ${kind === 'integer' ? 'a whole number' : 'a number'}, got '${text}'` };
}

function readBoolean(text: string): FieldAnswer {
  const word = text.toLowerCase();
  if (YES.has(word)) return { type: 'value', value: true };
  if (NO.has(word)) return { type: 'value', value: false };
  return { type: 'problem', message: `expected yes or no, got '${text}'` };
}

function readChoice(choices: readonly unknown[], text: string): FieldAnswer {
  const chosen = choices.find((choice) => textOf(choice) === text);
  if (chosen !== undefined) return { type: 'value', value: chosen };
  return { type: 'problem', message: `expected one of ${choices.map(textOf).join(', ')}, got '${text}'` };
}

/** A value as one types it. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
