// `sluice flow-run start`: starts a run of a flow by its name, and watches it if asked to.
import type { Command } from 'commander';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { collect, parsePairs, readJsonObject } from './key-values.js';
import type { Terminal } from './terminal.js';
import { failUnlessCompleted, watchRun } from './watch-run.js';

interface StartFlags {
  readonly param?: string[];
  readonly params?: string;
  readonly name?: string;
  readonly tag?: string[];
  readonly idempotencyKey?: string;
  readonly watch?: boolean;
}

/** Adds `start` to the group. */
export function addStartCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('start <flow>')
    .description('Start a run of a flow.')
    .option('--param <key=value>', 'a parameter; the value is JSON, or else text (repeatable)', collect)
    .option('--params <json>', 'all parameters as a JSON object; - reads standard input')
    .option('--name <name>', "the run's name")
    .option('--tag <tag>', 'a tag (repeatable)', collect)
    .option('--idempotency-key <key>', 'a second start with the same key starts nothing and answers the first run')
    .option('--watch', 'show states and log until the run ends; the exit code tells whether it completed');
  setApiAction(command, terminal, async (context, flow: string, flags: StartFlags) => {
    const { client, answer } = context;
    const run = await client.flowRuns.start(flow, await readParameters(flags), {
      name: flags.name,
      tags: flags.tag,
      idempotencyKey: flags.idempotencyKey,
    });
    if (flags.watch) {
      if (!context.asJson) terminal.print(`Started flow run '${run.name}' (${run.id}).`);
      const ended = await watchRun(context, run.id);
      answer(ended, () => undefined);
      return failUnlessCompleted(ended);
    }
    answer(run, () => {
      terminal.print(`Started flow run '${run.name}'.`);
      terminal.print(`└── id: ${run.id}`);
      terminal.print(terminal.colors.dim(`sluice flow-run logs ${run.id} --follow   shows what it does`));
    });
  });
  withExamples(
    command,
    'sluice flow-run start inspiringJoke',
    'sluice flow-run start conditionalPause --param fail=true --watch',
    `sluice flow-run start order --params '{"orderId": "42"}' --tag express --json`,
  );
}

/** The parameters of the flags: `--params` first, each `--param` over it. */
async function readParameters({ param, params }: StartFlags): Promise<Record<string, unknown>> {
  const whole = params === undefined ? {} : await readJsonObject(params, '--params');
  return { ...whole, ...parsePairs(param, '--param') };
}
