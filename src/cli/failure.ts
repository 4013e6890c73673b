// How a command says that it failed: one sentence with its code, the fields that are wrong, and what to do next; as JSON
// when the answer was asked for as JSON. Exit code 1 means that the work failed, 2 that the command was misused.
import { isSluiceError, type ErrorCode, type SluiceError } from '../domain/errors.js';
import { toJson, type Terminal } from './terminal.js';

export const EXIT_FAILED = 1;
export const EXIT_MISUSED = 2;

/** Thrown when a command was given something it cannot read: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown when the work ended in a way that was said already and still is a failure: exit code 1, no further word. */
export class QuietFailure extends Error {
  override readonly name = 'QuietFailure';
}

const HINTS: Partial<Record<ErrorCode, string>> = {
  'platform-unavailable': 'Start the platform with `sluice dev`, or say where it is by --api-url or SLUICE_API_URL.',
  unauthenticated: 'Give the server its key by --api-key or SLUICE_API_KEY.',
  'flow-not-found': '`sluice flow ls` lists the flows that are known; a worker makes its own known when it starts.',
  'flow-not-served': 'Start a worker that serves the flow: `sluice worker start --help`.',
  'flow-run-not-found': '`sluice flow-run ls` lists the runs.',
  'flow-run-not-paused': '`sluice flow-run inspect ID` shows what the run does.',
  'run-input-invalid': 'Answer by --field name=value or --input JSON; `sluice flow-run pause ID` shows the form.',
  'store-unavailable': '`sluice doctor` says what is wrong.',
  'temporal-unavailable': '`sluice doctor` says what is wrong.',
};

/** Says what went wrong, and gives the exit code. */
export function reportFailure(thrown: unknown, terminal: Terminal, asJson: boolean): number {
  if (thrown instanceof QuietFailure) return EXIT_FAILED;
  if (asJson) terminal.printAside(toJson({ error: toDocument(thrown) }));
  else printFailure(thrown, terminal);
  return thrown instanceof UsageError ? EXIT_MISUSED : EXIT_FAILED;
}

function printFailure(thrown: unknown, { printAside, asideColors }: Terminal): void {
  if (!isSluiceError(thrown)) {
    const unforeseen = !(thrown instanceof UsageError) && thrown instanceof Error ? thrown.stack : undefined;
    printAside(`${asideColors.red('Error:')} ${unforeseen ?? messageOf(thrown)}`);
    return;
  }
  printAside(`${asideColors.red('Error:')} ${thrown.message} ${asideColors.dim(`(${thrown.code})`)}`);
  for (const { path, message } of thrown.fields) {
    if (!thrown.message.includes(message))
      printAside(`  ${path === '' ? '' : `${asideColors.bold(path)}: `}${message}`);
  }
  const hint = HINTS[thrown.code];
  if (hint !== undefined) printAside(asideColors.dim(hint));
}

function toDocument(thrown: unknown): Record<string, unknown> {
  if (isSluiceError(thrown)) return documentOf(thrown);
  return { code: thrown instanceof UsageError ? 'usage' : 'internal-error', message: messageOf(thrown) };
}

function documentOf({ code, message, fields, details }: SluiceError): Record<string, unknown> {
  return { code, message, fields, details };
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
