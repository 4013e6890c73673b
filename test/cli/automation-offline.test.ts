// `automation simulate` and `automation test` on files, as they run in CI: what they print and how they exit.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addOfflineAutomationCommands } from '../../src/cli/automation-offline.js';
import { runCli } from './run-cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-automation-'));
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
  addOfflineAutomationCommands(program.command('automation'), {
    print: (line = '') => void lines.push(line),
    printAside: (line = '') => void aside.push(line),
    colors,
    asideColors: colors,
    columns: 120,
  });
  await program.parseAsync(['node', 'sluice', 'automation', ...args]);
  return { lines, aside: aside.join('\n'), exitCode: process.exitCode };
}

const AUTOMATION = `
name: Cancel long running flows
trigger:
  match:
    "prefect.resource.id": "prefect.flow-run.*"
  after: ["prefect.flow-run.Failed"]
  expect: ["prefect.flow-run.*"]
  for_each: ["prefect.resource.id"]
  posture: "Proactive"
  within: 30
actions:
  - type: "cancel-flow-run"
`;
const failed = {
  id: '11111111-1111-4111-8111-111111111111',
  occurred: '2026-03-01T12:00:00Z',
  event: 'prefect.flow-run.Failed',
  resource: { 'prefect.resource.id': 'prefect.flow-run.1' },
};
const trigger = { type: 'event', posture: 'Reactive', expect: ['prefect.flow-run.Failed'] };
const recorded = {
  name: 'fires on failure',
  trigger,
  created: failed.occurred,
  steps: [{ at: failed.occurred, event: failed }],
  firings: [{ step: 0, triggering_labels: {}, triggering_event: failed.id }],
};
const lines = (...documents: unknown[]) => documents.map((document) => JSON.stringify(document)).join('\n');

test('simulate prints a line for each firing, with --json a document', async () => {
  const automation = file('automation.yaml', AUTOMATION);
  const events = file('events.jsonl', `${lines(failed)}\n\n${lines({ at: '2026-03-01T13:00:00Z' })}\n`);
  const args = ['simulate', '--file', automation, '--events', events];
  const firing = {
    step: 1,
    at: '2026-03-01T12:00:30.000000Z',
    state: 'Triggered',
    triggering_labels: { 'prefect.resource.id': 'prefect.flow-run.1' },
    triggering_event: failed.id,
  };
  const json = await run(...args, '--json');
  expect(json.lines.map((line) => JSON.parse(line) as unknown)).toEqual([firing]);
  expect((await run(...args)).lines).toEqual([expect.stringContaining(failed.id), '1 firing']);
  expect((await run(...args, '--created', '2026-03-01T12:30:00Z')).lines).toEqual(['0 firings']);
});

test('simulate says in which file, line and field something is wrong', async () => {
  const automation = file('automation.json', JSON.stringify(trigger));
  const events = file('events.jsonl', lines(failed, { ...failed, resource: {} }));
  const wrong = await run('simulate', '--file', automation, '--events', events);
  expect([wrong.exitCode, wrong.aside]).toEqual([1, expect.stringMatching(/events\.jsonl:2: resource: .*missing/)]);
  const bad = file('bad.yaml', 'trigger: { type: event, posture: Sometimes }');
  expect((await run('simulate', '--file', bad, '--events', events)).aside).toContain('trigger.posture');
  const none = await run('simulate', '--file', join(folder, 'none.yaml'), '--events', events);
  expect([none.exitCode, none.aside]).toEqual([2, expect.stringContaining('none.yaml')]);
});

test('test says which cases pass, what differs, and exits 1 if one fails', async () => {
  const good = file('good.jsonl', lines(recorded));
  expect(await run('test', good)).toMatchObject({
    lines: ['pass fires on failure', '1 of 1 cases pass'],
    exitCode: undefined,
  });
  const bad = file('bad.jsonl', lines({ ...recorded, firings: [] }, { name: 'no case' }));
  const result = await run('test', good, bad);
  expect(result.exitCode).toBe(1);
  expect(result.lines).toEqual([
    'pass fires on failure',
    'FAIL fires on failure',
    `  unexpected step 0: Triggered, labels {}, event ${failed.id}`,
    'FAIL no case',
    expect.stringContaining('not a case'),
    '1 of 3 cases pass',
  ]);
});

test('test --json prints a document for each case', async () => {
  const { lines: printed, exitCode } = await run(
    'test',
    '--json',
    file('bad.jsonl', lines({ ...recorded, firings: [] })),
  );
  expect(exitCode).toBe(1);
  expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      name: 'fires on failure',
      passed: false,
      missing: [],
      unexpected: [expect.objectContaining({ step: 0, triggering_event: failed.id })],
    },
  ]);
});

test('a line that is no case fails by its number, and the others are judged', async () => {
  const text = [recorded, { ...recorded, name: undefined, unknown: 1 }].map((line) => JSON.stringify(line));
  const odd = file('odd.jsonl', `\uFEFF${text[0]}\r\n\r\n{oops\r\n${text[1]}\r\n{"name":"half"}\r\n7\r\n`);
  const { lines: printed, exitCode } = await run('test', '--json', odd);
  expect(exitCode).toBe(1);
  expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
    { name: 'fires on failure', passed: true },
    { name: `${odd}:3`, passed: false, missing: [], unexpected: [], error: expect.stringContaining('JSON') as unknown },
    { name: `${odd}:4`, passed: true },
    expect.objectContaining({ name: 'half', passed: false, error: expect.stringContaining('trigger') as unknown }),
    expect.objectContaining({ name: `${odd}:6`, passed: false }),
  ]);
});

test('empty files are fine, and a line of a megabyte is read', async () => {
  const automation = file('automation.yaml', AUTOMATION);
  expect(await run('test', file('empty.jsonl', '\n'))).toMatchObject({
    lines: ['0 of 0 cases pass'],
    exitCode: undefined,
  });
  const nothing = await run('simulate', '--file', automation, '--events', file('empty.jsonl', ''), '--json');
  expect([nothing.lines, nothing.exitCode]).toEqual([[], undefined]);
  const big = { ...failed, payload: { text: 'x'.repeat(1_000_000) }, unknown: true };
  const events = file('big.jsonl', `\uFEFF${lines(big)}\r\n${lines({ at: '2026-03-01T12:01:00Z' })}\r\n`);
  const { lines: printed } = await run('simulate', '--file', automation, '--events', events, '--json');
  expect(printed.map((line) => Object.keys(JSON.parse(line) as object))).toEqual([
    ['step', 'at', 'state', 'triggering_labels', 'triggering_event'],
  ]);
});

test('simulate names every line that is wrong', async () => {
  const automation = file('automation.yaml', AUTOMATION);
  const events = file('events.jsonl', `${lines(failed)}\n{oops\n${lines({ at: 'noon' })}\n`);
  const { aside, exitCode, lines: printed } = await run('simulate', '--file', automation, '--events', events);
  expect([printed, exitCode]).toEqual([[], 1]);
  expect(aside).toMatch(/events\.jsonl:2: .*JSON/);
  expect(aside).toMatch(/events\.jsonl:3: at: .*noon/);
});

test('- is standard input', async () => {
  const automation = file('automation.yaml', AUTOMATION);
  const cases = await runCli(['automation', 'test', '-'], { stdin: lines(recorded) });
  expect(cases.stdout).toContain('1 of 1 cases pass');
  const events = lines(failed, { at: '2026-03-01T13:00:00Z' });
  const args = ['automation', 'simulate', '--file', automation, '--events', '-', '--json'];
  expect(JSON.parse((await runCli(args, { stdin: events })).stdout)).toMatchObject({ step: 1, state: 'Triggered' });
});
