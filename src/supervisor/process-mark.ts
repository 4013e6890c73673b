// Which process a number means: numbers are used again, so a process is known by its number and when it started. Apart
// because only with that may a process left over from an earlier run be waited for or ended.
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessMark {
  readonly pid: number;
  /** Ticks since the system started, where the system tells (Linux); null elsewhere. */
  readonly startedAt: number | null;
}

const POLL_MS = 50;

/** The mark of a running process. */
export async function markProcess(pid: number): Promise<ProcessMark> {
  return { pid, startedAt: await readStart(pid) };
}

/** Tells whether the very process of the mark still runs. */
export async function isRunning({ pid, startedAt }: ProcessMark): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startedAt === null || (await readStart(pid)) === startedAt;
}

/**
 * Waits until the processes have ended, and ends by force those that have not in time and are known for certain.
 *
 * @returns those that still run
 */
export async function waitForProcesses(marks: readonly ProcessMark[], limitMs: number): Promise<ProcessMark[]> {
  const deadline = Date.now() + limitMs;
  let left = await stillRunning(marks);
  while (left.length > 0 && Date.now() < deadline) {
    await delay(POLL_MS);
    left = await stillRunning(left);
  }
  for (const { pid, startedAt } of left) if (startedAt !== null) killQuietly(pid);
  if (left.length > 0) await delay(POLL_MS);
  return stillRunning(left);
}

/** Ends a process by force; one that is gone already is fine. */
export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone between the look and the kill.
  }
}

async function stillRunning(marks: readonly ProcessMark[]): Promise<ProcessMark[]> {
  const running = await Promise.all(marks.map(isRunning));
  return marks.filter((_, index) => running[index]);
}

/** The 22nd field of /proc/PID/stat, counted after the name in brackets, which may hold anything. Zombies have ended. */
async function readStart(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || fields[0] === 'Z') return null;
  return Number(fields[19]);
}
