// `sluice doctor`: looks at everything a run needs, says what is wrong and how to mend it.
import type { Command } from 'commander';
import { setAction, withExamples } from './command-setup.js';
import type { Finding, FindingStatus } from './doctor-findings.js';
import { QuietFailure } from './failure.js';
import type { Colors, Terminal } from './terminal.js';

/** Adds `doctor`. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('doctor')
    .description(
      'Check node, settings, the API, Temporal, the store and the ports, and say how to mend what is wrong.',
    );
  setAction(command, terminal, async ({ answer }) => {
    const { examine } = await import('./doctor-checks.js');
    const findings = await examine();
    answer(findings, () => {
      for (const finding of findings) showFinding(finding, terminal);
    });
    if (findings.some(({ status }) => status === 'failed')) throw new QuietFailure();
  });
  withExamples(command, 'sluice doctor', 'sluice doctor --json');
}

function showFinding({ name, status, found, mend }: Finding, { print, colors }: Terminal): void {
  print(`${markOf(status, colors)} ${colors.bold(name.padEnd(12))} ${found}`);
  if (mend !== null) print(`  ${' '.repeat(12)} ${colors.dim(`→ ${mend}`)}`);
}

function markOf(status: FindingStatus, colors: Colors): string {
  switch (status) {
    case 'ok':
      return colors.green('✓');
    case 'warning':
      return colors.yellow('!');
    case 'failed':
      return colors.red('✗');
  }
}
