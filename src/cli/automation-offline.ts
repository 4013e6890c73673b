// `sluice automation simulate` and `sluice automation test`: automations tried out on files, with no server. So they run
// in CI as they do at a desk.
import type { Command } from 'commander';
import type { CaseResult, RecordedFiring } from '../domain/triggers/trigger-case.js';
import { SluiceError } from '../domain/errors.js';
import type { SimulationStep } from '../domain/triggers/simulation-step.js';
import { parseWith, readTriggerFile } from './automation-documents.js';
import { setAction, withExamples } from './command-setup.js';
import { QuietFailure } from './failure.js';
import { readAllTextLines, readTextLines, type TextLine } from './json-lines.js';
import type { Terminal } from './terminal.js';

interface SimulateOptions {
  readonly file: string;
  readonly events: string;
  readonly created?: string;
}

/** Adds `simulate` and `test` to the group `automation`. */
export function addOfflineAutomationCommands(automation: Command, terminal: Terminal): void {
  const simulate = automation
    .command('simulate')
    .description('Run an automation over events in virtual time and say when it would fire. Needs no server.')
    .requiredOption('--file <path>', 'the automation, or its trigger alone, as YAML or JSON')
    .requiredOption('--events <path>', 'JSON Lines: an event document, or {"at": ISO} for time that passes; - is stdin')
    .option('--created <iso>', 'when the automation is created (default: at the first line)');
  setAction(simulate, terminal, async ({ asJson }, options: SimulateOptions) => {
    await printSimulation(terminal, asJson, options);
  });
  withExamples(simulate, 'sluice automation simulate --file automation.yaml --events events.jsonl --json');

  const test = automation
    .command('test')
    .description(
      'Check cases (trigger, created, steps, expected firings), one a line. Says what did not fire and what fired ' +
        'unexpected, step by step. A line that is no case fails; exit code 1 if one fails.',
    )
    .argument('<file...>', 'JSON Lines files of cases; - is stdin');
  setAction(test, terminal, async ({ asJson }, files: string[]) => {
    const results = await runCases(files);
    for (const result of results) printResult(terminal, asJson, result);
    const failed = results.filter(({ passed }) => !passed).length;
    if (!asJson) terminal.print(`${results.length - failed} of ${results.length} cases pass`);
    if (failed > 0) throw new QuietFailure();
  });
  withExamples(test, 'sluice automation test automations/*.jsonl', 'sluice automation test cases.jsonl --json');
}

async function printSimulation(terminal: Terminal, asJson: boolean, options: SimulateOptions): Promise<void> {
  const { simulate } = await import('../domain/triggers/simulate.js');
  const { instantSchema } = await import('../domain/events/event.js');
  const trigger = await readTriggerFile(options.file);
  const created = options.created === undefined ? undefined : parseWith(instantSchema, options.created, '--created');
  const steps = await readSteps(options.events);
  const { firings, truncated } = simulate(trigger, steps, { created });
  for (const firing of firings) {
    const labels = Object.entries(firing.triggering_labels).map(([label, value]) => `${label}=${value}`);
    const cause = firing.triggering_event === null ? 'no event' : `event ${firing.triggering_event}`;
    const text = [firing.at, firing.state, `step ${firing.step}`, cause, ...labels].join('  ');
    terminal.print(asJson ? JSON.stringify(firing) : text);
  }
  if (!asJson) terminal.print(`${firings.length} ${firings.length === 1 ? 'firing' : 'firings'}`);
  if (truncated) terminal.printAside('The simulation was stopped: time had to be looked at too often.');
}

/** The steps in a file. @throws SluiceError `definition-invalid` naming every line that is no step */
async function readSteps(path: string): Promise<SimulationStep[]> {
  const { simulationStepSchema } = await import('../domain/triggers/simulation-step.js');
  const problems: string[] = [];
  const steps: SimulationStep[] = [];
  for (const { place, text } of await readTextLines(path)) {
    try {
      steps.push(parseWith(simulationStepSchema, parseJson(text), place));
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      problems.push(thrown instanceof SluiceError ? message : `${place}: ${message}`);
    }
  }
  if (problems.length > 0) throw new SluiceError('definition-invalid', problems.join('\n'));
  return steps;
}

async function runCases(files: readonly string[]): Promise<CaseResult[]> {
  const { runTriggerCase } = await import('../domain/triggers/trigger-case.js');
  const judge = ({ place, text }: TextLine): CaseResult => {
    try {
      return runTriggerCase(parseJson(text), place);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      return { name: place, passed: false, difference: { missing: [], unexpected: [] }, error };
    }
  };
  return (await readAllTextLines(files)).map(judge);
}

const parseJson = (text: string): unknown => JSON.parse(text);

function printResult(terminal: Terminal, asJson: boolean, { name, passed, difference, error }: CaseResult): void {
  if (asJson) {
    terminal.print(JSON.stringify(passed ? { name, passed } : { name, passed, ...difference, error }));
    return;
  }
  const { green, red } = terminal.colors;
  terminal.print(`${passed ? green('pass') : red('FAIL')} ${name}`);
  if (error !== undefined) terminal.print(`  ${red('not a case')} ${error}`);
  for (const firing of difference.missing) terminal.print(`  ${red('missing   ')} ${describeFiring(firing)}`);
  for (const firing of difference.unexpected) terminal.print(`  ${red('unexpected')} ${describeFiring(firing)}`);
}

function describeFiring({ step, state, triggering_labels: labels, triggering_event: event }: RecordedFiring): string {
  return `step ${step}: ${state}, labels ${JSON.stringify(labels)}, event ${event ?? 'none'}`;
}
