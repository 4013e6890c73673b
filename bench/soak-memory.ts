// Memory of the processes of a soak: sampled from /proc, drawn as lines of text.
import { readFile } from 'node:fs/promises';

export interface MemorySample {
  readonly atSeconds: number;
  /** Resident memory in MiB, by the name of the process. */
  readonly residentMib: Readonly<Record<string, number>>;
}

const BARS = ' ▁▂▃▄▅▆▇█';
const CHART_WIDTH = 80;

/** Reads how much memory processes hold; those that are gone are left out. */
export async function sampleMemory(
  processes: readonly { readonly name: string; readonly pid: number }[],
): Promise<Pick<MemorySample, 'residentMib'>> {
  const residentMib: Record<string, number> = {};
  for (const { name, pid } of processes) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const kib = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
    if (kib !== undefined) residentMib[name] = Math.round(Number(kib) / 1024);
  }
  return { residentMib };
}

/** One line a process: its memory over time, from nothing to its peak. */
export function chartMemory(samples: readonly MemorySample[]): string {
  const names = [...new Set(samples.flatMap(({ residentMib }) => Object.keys(residentMib)))];
  return names
    .map((name) => {
      const values = samples.map(({ residentMib }) => residentMib[name] ?? 0);
      const peak = Math.max(...values);
      const step = Math.max(1, values.length / CHART_WIDTH);
      const bars = Array.from({ length: Math.min(CHART_WIDTH, values.length) }, (_, index) => {
        const value = values[Math.floor(index * step)] ?? 0;
        return BARS[Math.round((value / peak) * (BARS.length - 1))];
      });
      return `${name.padEnd(10)} ${bars.join('')} peak ${peak} MiB, last ${values.at(-1)} MiB`;
    })
    .join('\n');
}
