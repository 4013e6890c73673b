// `sluice flow-run resume`: answers a pause, from flags or by asking for each field of its form. A refused answer that a
// person typed is asked for again, with what was wrong.
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { ResumeOutcome } from '../client/index.js';
import { isSluiceError } from '../domain/errors.js';
import type { OpenPause } from '../domain/pauses.js';
import { setApiAction, type ApiContext } from './api-command.js';
import { withExamples } from './command-setup.js';
import { UsageError } from './failure.js';
import { readFieldOption } from './field-answers.js';
import { formFieldsOf, type FormField } from './form-fields.js';
import { askFields, canAsk, showPause, withAsk } from './form-prompt.js';
import { collect, parseKeyValue, readJsonObject, withValueAt } from './key-values.js';
import type { Terminal } from './terminal.js';

interface ResumeFlags {
  readonly input?: string;
  readonly field?: string[];
  readonly actor?: string;
  readonly pauseKey?: string;
  readonly idempotencyKey?: string;
  readonly prompt: boolean;
}

/** Adds `resume` to the group. */
export function addResumeCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('resume <id>')
    .description('Answer the pause a run waits in. In a terminal, asks for each field of its form.')
    .option('--input <json>', 'the whole answer as a JSON object; - reads standard input')
    .option('--field <name=value>', 'one field of the answer; a dotted name reaches inside (repeatable)', collect)
    .option('--actor <name>', 'who answers, for the record (default: your user name)')
    .option('--pause-key <key>', 'refuse to answer another pause than this one')
    .option('--idempotency-key <key>', 'a repeat with the same key gets the first answer again')
    .option('--no-prompt', 'never ask');
  setApiAction(command, terminal, async (context, id: string, flags: ResumeFlags) => {
    const outcome = await resume(context, id, flags);
    context.answer(outcome, () => {
      const pause = outcome.pause_key === null ? 'Its pause' : `Pause '${outcome.pause_key}'`;
      terminal.print(
        outcome.status === 'RECORDED'
          ? 'No worker answered in time. The answer is kept and is given to the run as soon as a worker is there.'
          : `${pause} is answered; the run goes on.`,
      );
    });
  });
  withExamples(
    command,
    'sluice flow-run resume ID',
    'sluice flow-run resume ID --field name=Ada --field age=36',
    `sluice flow-run resume ID --input '{"value": "Ada"}' --actor ada@example.com`,
  );
}

async function resume(context: ApiContext, id: string, flags: ResumeFlags): Promise<ResumeOutcome> {
  const { client } = context;
  const send = (runInput: Record<string, unknown> | undefined, pauseKey?: string): Promise<ResumeOutcome> =>
    client.flowRuns.resume(id, {
      runInput,
      actor: flags.actor ?? userInfo().username,
      pauseKey: flags.pauseKey ?? pauseKey,
      idempotencyKey: flags.idempotencyKey,
    });
  if (flags.input !== undefined && flags.field === undefined) return send(await readJsonObject(flags.input, '--input'));
  const mayAsk = flags.prompt && flags.input === undefined && flags.field === undefined && canAsk();
  if (flags.field === undefined && !mayAsk) return send(undefined);
  const pause = await client.flowRuns.pause(id);
  const fields = pause === null ? [] : formFieldsOf(pause);
  if (flags.field !== undefined) return send(await readFlags(flags, fields), pause?.key);
  // Nothing to fill in, or no pause at all, which the server says best.
  return pause === null || fields.length === 0 ? send(undefined) : askAndSend(context, pause, fields, send);
}

async function readFlags(
  { input, field = [] }: ResumeFlags,
  fields: readonly FormField[],
): Promise<Record<string, unknown>> {
  let answer = input === undefined ? {} : await readJsonObject(input, '--input');
  for (const given of field) {
    const { key, text } = parseKeyValue(given, '--field');
    const path = key.split('.');
    if (path.includes('')) throw new UsageError(`Expected --field to name a field, got '${key}'.`);
    const known = fields.find((candidate) => candidate.path.join('.') === key);
    answer = withValueAt(answer, path, readFieldOption(known, text));
  }
  return answer;
}

function askAndSend(
  { terminal }: ApiContext,
  pause: OpenPause,
  fields: readonly FormField[],
  send: (input: Record<string, unknown>, pauseKey: string) => Promise<ResumeOutcome>,
): Promise<ResumeOutcome> {
  showPause(pause, terminal);
  return withAsk(async (ask) => {
    for (;;) {
      try {
        return await send(await askFields(fields, ask, terminal), pause.key);
      } catch (error) {
        if (!isSluiceError(error, 'run-input-invalid')) throw error;
        terminal.printAside(`${terminal.asideColors.red('✗')} ${error.message}`);
        for (const { path, message } of error.fields) terminal.printAside(`  ${path}: ${message}`);
      }
    }
  });
}
