// `sluice template render` and `sluice template test`: try a template, and keep tests of templates, without a server.
// Both render with the same interpreter and by the same limits as the server.
import type { Command } from 'commander';
import { SluiceError } from '../domain/errors.js';
import type { TemplateCaseResult } from '../domain/templates/template-case.js';
import { setAction, withExamples } from './command-setup.js';
import { QuietFailure, UsageError } from './failure.js';
import { readAllTextLines, readSource } from './json-lines.js';
import type { Terminal } from './terminal.js';

interface RenderCommandOptions {
  readonly template: string;
  readonly context?: string;
  readonly action?: boolean;
  readonly uiUrl?: string;
}

/** Adds `render` and `test` to the group `template`. */
export function addOfflineTemplateCommands(template: Command, terminal: Terminal): void {
  const render = template
    .command('render')
    .description('Render a template and print what comes out. Needs no server.')
    .requiredOption('--template <text>', 'the template')
    .option('--context <path>', 'JSON object: the variables by name; - is stdin')
    .option('--action', 'the context is that of an action: automation, event, triggering_labels, objects, variables')
    .option('--ui-url <url>', 'address of the user interface, for links');
  setAction(render, terminal, async ({ answer }, options: RenderCommandOptions) => {
    const { renderCase } = await import('../domain/templates/template-case.js');
    const contextText = options.context === undefined ? '{}' : await readSource(options.context);
    const place = options.context ?? '--context';
    const text = naming(place, () => renderCase(options.template, contextText, setting(options)));
    if (text.error !== undefined)
      throw new SluiceError('definition-invalid', `The template cannot be rendered: ${text.error}`);
    answer({ text: text.rendered }, () => terminal.print(text.rendered));
  });
  withExamples(render, `sluice template render --template 'Hello {{ name | title }}' --context variables.json`);

  const test = template
    .command('test')
    .description(
      'Check cases (template, context, expected), one a line. Says what came out where it is not what was expected. ' +
        'A line that is no case fails; exit code 1 if one fails.',
    )
    .argument('<file...>', 'JSON Lines files of cases; - is stdin');
  setAction(test, terminal, async ({ asJson }, files: string[]) => {
    const { runTemplateCase } = await import('../domain/templates/template-case.js');
    let passed = 0;
    let total = 0;
    for (const { place, text } of await readAllTextLines(files)) {
      const result = judge(place, () => runTemplateCase(text, place, setting({})));
      total += 1;
      if (result.passed) passed += 1;
      printResult(terminal, asJson, result);
    }
    if (!asJson) terminal.print(`${passed} of ${total} cases pass`);
    if (passed < total) throw new QuietFailure();
  });
  withExamples(test, 'sluice template test templates/*.jsonl', 'sluice template test cases.jsonl --json');
}

const setting = ({ action = false, uiUrl }: { action?: boolean; uiUrl?: string }) => ({
  isAction: action,
  uiUrl,
  nowMs: Date.now(),
  random: Math.random,
});

/** A line that is no case has not passed; the others are judged all the same. */
interface NoCase {
  readonly name: string;
  readonly passed: false;
  readonly error: string;
}

function judge(place: string, run: () => TemplateCaseResult): TemplateCaseResult | NoCase {
  try {
    return run();
  } catch (thrown) {
    return { name: place, passed: false, error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function printResult(terminal: Terminal, asJson: boolean, result: TemplateCaseResult | NoCase): void {
  if ('error' in result) {
    printNoCase(terminal, asJson, result);
    return;
  }
  const { name, passed, expected, found, check } = result;
  if (asJson) {
    terminal.print(JSON.stringify(passed ? { name, passed } : { name, passed, expected, found, check }));
    return;
  }
  const { green, red } = terminal.colors;
  terminal.print(`${passed ? green('pass') : red('FAIL')} ${name}`);
  if (passed) return;
  terminal.print(`  ${red('expected')} ${JSON.stringify(expected)}`);
  terminal.print(`  ${red('found   ')} ${JSON.stringify(found)}`);
  if (check && check.expected !== check.found) {
    terminal.print(`  ${red('the check')} should say ${check.expected} and says ${check.found}`);
  }
}

function printNoCase(terminal: Terminal, asJson: boolean, result: NoCase): void {
  const { red } = terminal.colors;
  if (asJson) {
    terminal.print(JSON.stringify(result));
    return;
  }
  terminal.print(`${red('FAIL')} ${result.name}`);
  terminal.print(`  ${red('not a case')} ${result.error}`);
}

function naming<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (thrown) {
    throw new UsageError(`${place}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
