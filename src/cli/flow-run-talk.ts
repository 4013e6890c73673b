// `sluice flow-run talk`: a conversation with a run. Each line that is typed is sent to it as a text, and what the run
// answers is printed; so a terminal program needs no code of its own.
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { z } from 'zod';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import type { Terminal } from './terminal.js';

interface TalkFlags {
  readonly prompt: string;
  readonly quitWith?: string;
}

/** Words that end a conversation, as the end of the input does. */
const QUIT: ReadonlySet<string> = new Set(['q', 'quit']);

/** Adds `talk` to the group. */
export function addTalkCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('talk <id>')
    .description('Send a run what is typed, a line at a time, and show what it answers, until `q`, `quit` or its end.')
    .option('--prompt <text>', 'what to ask before each line', '> ')
    .option('--quit-with <text>', 'what to send to the run at the end');
  setApiAction(command, terminal, async ({ client, answer, asJson }, id: string, flags: TalkFlags) => {
    const replies = client.flowRuns.receiveInput(id, z.unknown(), { timeout: null });
    const answers: unknown[] = [];
    // A question is for a person; lines from a pipe are read as they are asked for.
    const ask = () => process.stdin.isTTY && process.stderr.write(flags.prompt);
    const lines = createInterface({ input: process.stdin });
    ask();
    for await (const line of lines) {
      if (QUIT.has(line)) break;
      if (line !== '') {
        await client.flowRuns.sendInput(id, line);
        const reply = await replies.next();
        answers.push(reply);
        if (!asJson) terminal.print(typeof reply === 'string' ? reply : JSON.stringify(reply));
      }
      ask();
    }
    if (flags.quitWith !== undefined) await client.flowRuns.sendInput(id, flags.quitWith);
    answer({ flow_run_id: id, answers }, () => undefined);
  });
  withExamples(command, `sluice flow-run talk ID --prompt 'What is your name? ' --quit-with __EXIT__`);
}
