// `template render` and `template test` on files, as they run at a desk and in CI: what they print and how they exit.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addOfflineTemplateCommands } from '../../src/cli/template-offline.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-template-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  process.exitCode = undefined;
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(...args: string[]): Promise<{ lines: string[]; aside: string; exitCode: unknown }> {
  const lines: string[] = [];
  const aside: string[] = [];
  const colors = pc.createColors(false);
  const program = new Command('sluice');
  addOfflineTemplateCommands(program.command('template'), {
    print: (line = '') => void lines.push(line),
    printAside: (line = '') => void aside.push(line),
    colors,
    asideColors: colors,
    columns: 120,
  });
  await program.parseAsync(['node', 'sluice', 'template', ...args]);
  return { lines, aside: aside.join('\n'), exitCode: process.exitCode };
}

test('render prints what comes out, and tells 2 from 2.0', async () => {
  const context = file('context.json', '{"name": "World", "floats": [2, 2.0]}');
  expect(await run('render', '--template', 'Hello {{ name }} {{ floats }}', '--context', context)).toMatchObject({
    lines: ['Hello World [2, 2.0]'],
    exitCode: undefined,
  });
  expect((await run('render', '--template', '{{ 1 + 1 }}', '--json')).lines).toEqual(['{\n  "text": "2"\n}']);
});

test('render knows the context of actions', async () => {
  const context = file(
    'action.json',
    '{"automation": {"name": "A"}, "event": {"resource": {"prefect.resource.id": "order.1"}}}',
  );
  expect(
    (await run('render', '--action', '--template', '{{ event.resource.id }}', '--context', context)).lines,
  ).toEqual(['order.1']);
});

test('a template that fails, and a file that cannot be read, are said', async () => {
  expect(await run('render', '--template', '{{ nope() }}')).toMatchObject({ lines: [], exitCode: 1 });
  expect((await run('render', '--template', '{{ nope() }}')).aside).toContain("UndefinedError: 'nope' is undefined");
  const broken = file('broken.json', '{oops');
  expect((await run('render', '--template', 'x', '--context', broken)).aside).toContain(
    'broken.json: Expecting property name',
  );
});

test('test says which cases pass, shows the difference and exits 1', async () => {
  const cases = file(
    'cases.jsonl',
    [
      '{"name": "sum", "template": "{{ n + 1 }}", "context": {"n": 1.0}, "expected": "2.0", "validate": "ok"}',
      '{"name": "wrong", "template": "{{ n }}", "context": {"n": 1}, "expected": "2"}',
      '{"name": "fails", "template": "{{ 1 / 0 }}", "context": {}, "expected": {"error": true}}',
      '{"name": "check", "template": "{{", "context": {}, "expected": {"error": true}, "validate": "ok"}',
    ].join('\n'),
  );
  const { lines, exitCode } = await run('test', cases);
  expect(lines.filter((line) => /^(pass|FAIL)/.test(line))).toEqual([
    'pass sum',
    'FAIL wrong',
    'pass fails',
    'FAIL check',
  ]);
  expect(lines).toContain('  expected "2"');
  expect(lines).toContain('  found    "1"');
  expect(lines).toContain('  the check should say ok and says syntax_error');
  expect(lines[lines.length - 1]).toBe('2 of 4 cases pass');
  expect(exitCode).toBe(1);
  const documents = (await run('test', cases, '--json')).lines.map(
    (line) => JSON.parse(line) as Record<string, unknown>,
  );
  expect(documents[1]).toEqual({ name: 'wrong', passed: false, expected: '2', found: '1' });
  expect(documents[0]).toEqual({ name: 'sum', passed: true });
});

test('test exits 0 when all pass, and names the line that is no case', async () => {
  const good = file('good.jsonl', '{"template": "{{ 1 }}", "context": {}, "expected": "1"}\n\n');
  expect(await run('test', good)).toMatchObject({
    lines: [`pass ${good}:1`, '1 of 1 cases pass'],
    exitCode: undefined,
  });
});

test('a line that is no case fails by its number, and the others are judged', async () => {
  const good = '{"name": "good", "template": "{{ 1 }}", "context": {}, "expected": "1", "unknown": [1]}';
  const text = [good, '{"template": 1}', '', '{oops', '{"template": "x"}', '[]', good].join('\r\n');
  const mixed = file('mixed.jsonl', `\uFEFF${text}\r\n`);
  const { lines, exitCode } = await run('test', mixed, '--json');
  expect(exitCode).toBe(1);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { name: 'good', passed: true },
    { name: `${mixed}:2`, passed: false, error: "'template' must be text" },
    { name: `${mixed}:4`, passed: false, error: expect.stringContaining('Expecting property name') as unknown },
    { name: `${mixed}:5`, passed: false, error: "'expected' is missing" },
    { name: `${mixed}:6`, passed: false, error: 'a case is a JSON object' },
    { name: 'good', passed: true },
  ]);
  expect((await run('test', mixed)).lines.slice(1, 3)).toEqual([
    `FAIL ${mixed}:2`,
    "  not a case 'template' must be text",
  ]);
});

test('an empty file has no case that fails; a missing one is a misuse', async () => {
  expect(await run('test', file('empty.jsonl', ''))).toMatchObject({
    lines: ['0 of 0 cases pass'],
    exitCode: undefined,
  });
  const missing = await run('test', join(folder, 'none.jsonl'));
  expect([missing.exitCode, missing.aside]).toEqual([2, expect.stringContaining('none.jsonl')]);
});
