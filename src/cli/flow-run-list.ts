// `sluice flow-run ls` and `sluice flow ls`: the newest first, filtered by what people ask for.
import { Option, type Command } from 'commander';
import type { FlowRun } from '../domain/flow-runs.js';
import { setApiAction } from './api-command.js';
import { withExamples } from './command-setup.js';
import { parseCount } from './option-values.js';
import { collect } from './key-values.js';
import { relativeTime, stateText } from './run-text.js';
import { printTable } from './table.js';
import type { Terminal } from './terminal.js';

const DEFAULT_ROWS = 15;

interface ListFlags {
  readonly limit: number;
  readonly flowName?: string[];
  readonly state?: string[];
  readonly stateType?: string[];
  readonly tag?: string[];
}

/** Adds `ls` to the group of flow runs. */
export function addFlowRunListCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List flow runs, newest first.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS)
    .option('--flow-name <name>', 'runs of this flow (repeatable)', collect)
    .option('--state <state>', 'runs in this state, by name or type (repeatable)', collect)
    .addOption(new Option('--state-type <type>', 'runs in a state of this type (repeatable)').argParser(collect))
    .option('--tag <tag>', 'runs that have this tag (repeatable)', collect);
  setApiAction(command, terminal, async ({ client, answer }, flags: ListFlags) => {
    const states = [...(flags.state ?? []), ...(flags.stateType ?? []).map((type) => type.toUpperCase())];
    const runs = await client.flowRuns.list({
      limit: flags.limit,
      flowName: flags.flowName,
      state: states.length === 0 ? undefined : states,
      tags: flags.tag,
    });
    const ids = [...new Set(runs.map((run) => run.flow_id))];
    const flows = runs.length === 0 ? [] : await client.flows.list({ filter: { flows: { id: { any_: ids } } } });
    const names = new Map(flows.map((flow) => [flow.id, flow.name]));
    answer(runs, () => {
      const rows = runs.map((run) => [
        run.id,
        names.get(run.flow_id) ?? '-',
        run.name,
        stateText(run, terminal.colors),
        relativeTime(whenOf(run), Date.now()),
      ]);
      printTable(terminal, ['ID', 'FLOW', 'NAME', 'STATE', 'WHEN'], rows, 'No flow runs found.');
    });
  });
  withExamples(
    command,
    'sluice flow-run ls --state Paused --state Suspended',
    'sluice flow-run ls --flow-name greetUser --json',
  );
}

/** Since when it is in its state; of one that has not begun, when it is to. */
function whenOf(run: FlowRun): string | null {
  if (run.state_type === 'SCHEDULED' && run.next_scheduled_start_time !== null) return run.next_scheduled_start_time;
  return run.state?.timestamp ?? run.start_time ?? run.expected_start_time ?? run.created;
}

/** Adds `ls` to the group of flows. */
export function addFlowListCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('ls')
    .description('List the flows that are known.')
    .option('-n, --limit <count>', 'at most so many', parseCount, DEFAULT_ROWS);
  setApiAction(command, terminal, async ({ client, answer }, { limit }: { limit: number }) => {
    const flows = await client.flows.list({ limit, sort: 'CREATED_DESC' });
    answer(flows, () => {
      const rows = flows.map((flow) => [flow.id, flow.name, relativeTime(flow.created, Date.now())]);
      printTable(terminal, ['ID', 'NAME', 'CREATED'], rows, 'No flows found.');
    });
  });
  withExamples(command, 'sluice flow ls', 'sluice flow ls --limit 100 --json');
}
