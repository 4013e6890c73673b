// The gate: format, lint, import boundaries, types, unused code, tests, and the tests with Prefect's own clients, in this
// order, each with its time. The last line counts the tests in plain words, for whoever reads the output and not the exit
// code.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const STEPS: readonly Step[] = [
  { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'import boundaries', command: ['npm', 'run', '--silent', 'boundaries'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'unused code', command: ['npm', 'run', '--silent', 'unused'] },
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
for (const step of STEPS) if (!(await run(step))) failedSteps.push(step.name);
const counted = { passed: 0, failed: 0 };
for (const { name, args } of TEST_RUNS) {
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
const otherSteps = failedSteps.filter((failed) => STEPS.some(({ name }) => name === failed)).length;
console.log(`${counted.passed} passed, ${counted.failed + otherSteps} failed`);
process.exitCode = failedSteps.length > 0 ? 1 : 0;

async function run({ name, command: [file, ...args] }: Step): Promise<boolean> {
  const startedAt = Date.now();
  console.log(`\n== ${name}`);
  const code = await new Promise<number | null>((resolve, reject) => {
    spawn(file, args, { stdio: 'inherit' }).on('error', reject).on('close', resolve);
  });
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
