// The gate: format, lint, import boundaries, types and unused code, then the tests, then those with Prefect's own clients,
// each with its time. The last line counts the tests in plain words, for whoever reads the output and not the exit
// code.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Two lanes that take about as long as each other, side by side. */
const STEPS: readonly (readonly Step[])[] = [
  [{ name: 'lint', command: ['npm', 'run', '--silent', 'lint'] }],
  [
    { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
    { name: 'import boundaries', command: ['npm', 'run', '--silent', 'boundaries'] },
    { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
    { name: 'unused code', command: ['npm', 'run', '--silent', 'unused'] },
  ],
];
const TEST_RUNS = [
  { name: 'tests', args: [] },
  { name: 'compatibility', args: ['--config', 'vitest.compat.config.ts'] },
] as const;

/**
 * Tests on real servers wait with a limit, and a machine that others keep busy may stretch a wait beyond it. The gate tries
 * such a test once more and its report marks it (`retry x1`), to be looked at; `npm test` does not.
 */
const SECOND_TRY = ['--retry.count=1'];

const folder = await mkdtemp(join(tmpdir(), 'sluice-verify-'));
const failedSteps: string[] = [];
const lanes = STEPS.map(async (steps) => {
  for (const step of steps) if (!(await run(step, 'as one'))) failedSteps.push(step.name);
});
await Promise.all(lanes);
// One that fails is tried again by the tests that need it, which say so.
const installing = run({ name: 'Python programs', command: ['npx', 'tsx', 'test/compat/install-python.ts'] }, 'as one');
const counted = { passed: 0, failed: 0 };
for (const { name, args } of TEST_RUNS) {
  if (name === 'compatibility') await installing;
  const report = join(folder, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = await run({ name, command: ['npx', 'vitest', 'run', ...SECOND_TRY, ...args, ...reporters] });
  const { passed, failed } = await countTests(report);
  counted.passed += passed;
  // A run that failed without a failed test (it did not start, say) counts as one.
  counted.failed += ok ? failed : Math.max(failed, 1);
  if (!ok || passed === 0) failedSteps.push(name);
}
await rm(folder, { recursive: true, force: true });

if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(', ')}`);
// A step that failed counts as a failure, so that the line never reads well when the gate is shut.
const otherSteps = failedSteps.filter((failed) => STEPS.flat().some(({ name }) => name === failed)).length;
console.log(`${counted.passed} passed, ${counted.failed + otherSteps} failed`);
process.exitCode = failedSteps.length > 0 ? 1 : 0;

/** Runs a step; what it prints comes as it is printed, or in one piece at its end where others run beside it. */
async function run({ name, command: [file, ...args] }: Step, output: 'live' | 'as one' = 'live'): Promise<boolean> {
  const startedAt = Date.now();
  if (output === 'live') console.log(`\n== ${name}`);
  const chunks: Buffer[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(file, args, { stdio: output === 'live' ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject).on('close', resolve);
  });
  if (output === 'as one') process.stdout.write(`\n== ${name}\n${Buffer.concat(chunks).toString('utf8')}`);
  console.log(`== ${name}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  return code === 0;
}

async function countTests(report: string): Promise<{ passed: number; failed: number }> {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, 'utf8')) as Record<string, number>;
    return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0 };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
