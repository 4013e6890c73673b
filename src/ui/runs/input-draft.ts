// What somebody typed to send to a run, read into the key prefix and the value that travel. Apart from the form, so that it
// is tested without a browser.
import { chooseKeyPrefix, wrapPlain, type NamedInput } from '../../domain/inputs.js';

/** How an input is told apart from others: by its structure, by the name of its kind, or by a prefix alone. */
export type InputForm = 'plain' | 'named' | 'prefix';

export interface InputDraft {
  readonly form: InputForm;
  /** The name, or the prefix; of no meaning for a plain value. */
  readonly label: string;
  readonly text: string;
  readonly isJson: boolean;
}

export interface ReadInputDraft {
  /** Undefined: something is wrong with it yet. */
  readonly input?: { readonly prefix: string; readonly value: unknown };
  readonly problems: { readonly label?: string; readonly value?: string };
}

const ALLOWED = /^[A-Za-z0-9_-]+$/;

/** Reads a draft as `sendInput` of the client would send it. */
export function readInputDraft({ form, label, text, isJson }: InputDraft): ReadInputDraft {
  const parsed = isJson ? parse(text) : { value: text };
  if (parsed === undefined) return { problems: { value: 'Not JSON yet.' } };
  const { value } = parsed;
  if (form === 'named' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
    return { problems: { value: 'Expected a JSON object: the fields of the run input.' } };
  }
  if (form !== 'plain' && !ALLOWED.test(label)) {
    return { problems: { label: 'Expected letters, digits, - and _.' } };
  }
  const kind = form === 'named' ? ({ name: label } as NamedInput) : undefined;
  const prefix = chooseKeyPrefix(value, kind, form === 'prefix' ? label : undefined);
  return { input: { prefix, value: form === 'named' ? value : wrapPlain(value) }, problems: {} };
}

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
