// Processor time a run costs, in all processes that work for it: what remains true on a machine that others use as well.
// Linux only, since it reads /proc.
import { readFileSync } from 'node:fs';
import type { Contestants } from './contestants.js';
import { compare, type Comparison } from './measure.js';

const RUNS = 40;
const AT_ONCE = 8;
/** Of /proc: Linux counts in hundredths of a second for user space. */
const MS_PER_TICK = 10;

/** Of one-task runs, eight at once. */
export async function measureCpu(both: Contestants): Promise<Comparison[]> {
  const usedMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000 + both.processes.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  };
  const comparison = await compare(
    { name: 'processor time of a one-task run', unit: 'CPU ms', bound: null, rounds: 7 },
    async (side) => {
      const before = usedMs();
      let left = RUNS;
      const runSome = async () => {
        while (left-- > 0) await both.run(side, 'oneTask');
      };
      await Promise.all(Array.from({ length: AT_ONCE }, runSome));
      return (usedMs() - before) / RUNS;
    },
  );
  return [comparison];
}

function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}
