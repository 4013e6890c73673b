// Asks for the fields of a pause's form in the terminal, one line each, again where the line cannot be read. Questions go
// to standard error, so that `--json` keeps its standard output for the answer.
import { createInterface } from 'node:readline';
import type { OpenPause } from '../domain/pauses.js';
import { UsageError } from './failure.js';
import { readFieldAnswer, textOf } from './field-answers.js';
import type { FormField } from './form-fields.js';
import { withValueAt } from './key-values.js';
import type { Terminal } from './terminal.js';

/** Asks one question and gives the line that was typed. */
export type Ask = (question: string) => Promise<string>;

/** Tells whether a person can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Runs a dialogue with the terminal. Lines that come before they are asked for (pasted ones) wait for their question.
 *
 * @throws UsageError when the input ends (Ctrl-C, Ctrl-D) before the dialogue does
 */
export async function withAsk<T>(dialogue: (ask: Ask) => Promise<T>): Promise<T> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const typed: string[] = [];
  let ended = false;
  let wake = (): void => undefined;
  lines.on('line', (line) => {
    typed.push(line);
    wake();
  });
  lines.once('close', () => {
    ended = true;
    wake();
  });
  const ask: Ask = async (question) => {
    lines.setPrompt(question);
    lines.prompt();
    while (typed.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
    const line = typed.shift();
    if (line === undefined) throw new UsageError('The dialogue was ended; nothing was sent.');
    return line;
  };
  try {
    return await dialogue(ask);
  } finally {
    lines.close();
  }
}

/** Says what is waited for. */
export function showPause(pause: OpenPause, terminal: Terminal): void {
  const { asideColors: colors } = terminal;
  const until = pause.timeout_at === null ? '' : ` until ${pause.timeout_at}`;
  terminal.printAside(colors.bold(`Waiting in pause '${pause.key}'${until}.`));
  if (pause.description !== null) terminal.printAside(`${pause.description.trim()}\n`);
}

/** Asks for each field; the run input they make. */
export async function askFields(
  fields: readonly FormField[],
  ask: Ask,
  terminal: Terminal,
): Promise<Record<string, unknown>> {
  let input: Record<string, unknown> = {};
  for (const field of fields) {
    const answer = await askField(field, ask, terminal);
    if (answer.type === 'value') input = withValueAt(input, field.path, answer.value);
  }
  return input;
}

async function askField(
  field: FormField,
  ask: Ask,
  terminal: Terminal,
): Promise<{ type: 'value'; value: unknown } | { type: 'leave-out' }> {
  const { asideColors: colors } = terminal;
  if (field.description !== null) terminal.printAside(colors.dim(field.description));
  for (;;) {
    const answer = readFieldAnswer(field, await ask(questionOf(field, terminal)));
    if (answer.type !== 'problem') return answer;
    terminal.printAside(`${colors.red('✗')} ${answer.message}`);
  }
}

function questionOf(field: FormField, { asideColors: colors }: Terminal): string {
  const forms: Record<FormField['kind'], string> = {
    text: '',
    integer: ' (whole number)',
    number: ' (number)',
    boolean: ' (yes or no)',
    choice: ` (${field.choices.map(textOf).join(' | ')})`,
    json: ' (JSON)',
  };
  const initial = field.initial === undefined ? '' : ` [${textOf(field.initial)}]`;
  const optional = field.required || field.initial !== undefined ? '' : ', may be left empty';
  return `${colors.bold(field.title)}${forms[field.kind]}${optional}${initial}: `;
}
