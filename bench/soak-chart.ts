// The memory of a soak as a drawing (SVG), and whether it levels off, both from the numbers that are kept: a line for each
// process, a mark for each kill, and the calm part in grey, in which nothing is killed and memory has the time to show.
import type { MemorySample } from './soak-memory.js';

/** What is kept of a soak's memory. */
export interface SoakMemory {
  readonly samples: readonly MemorySample[];
  readonly kills: readonly { readonly atSeconds: number; readonly name: string }[];
  /** From when on nothing was killed. */
  readonly calmFromSeconds: number;
}

/** Medians of the second and the last third of the calm part, in MiB: near each other, memory has levelled off. */
export interface Level {
  readonly secondThirdMib: number;
  readonly lastThirdMib: number;
  readonly growthPercent: number;
}

const WIDTH = 960;
const HEIGHT = 420;
const LEFT = 60;
const RIGHT = 130;
const TOP = 40;
const BOTTOM = 40;
const COLOURS: Readonly<Record<string, string>> = { server: '#1c7ed6', worker: '#e8590c', temporal: '#2b8a3e' };
const OTHER_COLOUR = '#868e96';

/** How each process's memory went in the calm part; too few samples say nothing. */
export function readLevels({ samples, calmFromSeconds }: SoakMemory): Record<string, Level> {
  const calm = samples.filter(({ atSeconds }) => atSeconds >= calmFromSeconds);
  const third = Math.floor(calm.length / 3);
  if (third === 0) return {};
  const [second, last] = [calm.slice(third, 2 * third), calm.slice(-third)];
  return Object.fromEntries(
    namesOf(samples).map((name) => {
      const [before, after] = [medianOf(second, name), medianOf(last, name)];
      const growthPercent = Math.round((after / before - 1) * 1000) / 10;
      return [name, { secondThirdMib: before, lastThirdMib: after, growthPercent }];
    }),
  );
}

/** The drawing. */
export function drawMemory(memory: SoakMemory): string {
  const { samples, kills, calmFromSeconds } = memory;
  const lastSecond = Math.max(1, ...samples.map(({ atSeconds }) => atSeconds));
  const most = Math.ceil(Math.max(1, ...samples.flatMap(({ residentMib }) => Object.values(residentMib))) / 100) * 100;
  const x = (seconds: number) => (LEFT + (seconds / lastSecond) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (mib: number) => (HEIGHT - BOTTOM - (mib / most) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const bottom = HEIGHT - BOTTOM;
  const calmWidth = Number(x(lastSecond)) - Number(x(calmFromSeconds));
  const parts = [
    calmWidth > 0
      ? `<rect x="${x(calmFromSeconds)}" y="${TOP}" width="${calmWidth.toFixed(1)}" height="${bottom - TOP}" fill="#f1f3f5"/>`
      : '',
    text(LEFT, 22, 'Resident memory in MiB; dashed: killed; grey: nothing is killed'),
    ...ticks(most, 100).map(
      (mib) =>
        `<line x1="${LEFT}" y1="${y(mib)}" x2="${WIDTH - RIGHT}" y2="${y(mib)}" stroke="#dee2e6"/>` +
        text(LEFT - 8, Number(y(mib)) + 4, String(mib), 'end'),
    ),
    ...ticks(lastSecond, lastSecond > 600 ? 120 : 30).map((seconds) =>
      text(Number(x(seconds)), bottom + 20, `${seconds / 60} min`, 'middle'),
    ),
    ...kills.map(
      ({ atSeconds, name }) =>
        `<line x1="${x(atSeconds)}" y1="${TOP}" x2="${x(atSeconds)}" y2="${bottom}" stroke="${colourOf(name)}" stroke-dasharray="3 4"/>`,
    ),
    ...namesOf(samples).flatMap((name) => drawLine(samples, name, x, y)),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...parts.filter((part) => part !== ''),
    '</svg>\n',
  ].join('\n');
}

/** A line with its name and last value at its end; broken while the process was away. */
function drawLine(
  samples: readonly MemorySample[],
  name: string,
  x: (seconds: number) => string,
  y: (mib: number) => string,
): string[] {
  let path = '';
  let before = false;
  for (const { atSeconds, residentMib } of samples) {
    const mib = residentMib[name];
    if (mib !== undefined) path += `${before ? 'L' : 'M'}${x(atSeconds)} ${y(mib)}`;
    before = mib !== undefined;
  }
  const last = samples.findLast(({ residentMib }) => residentMib[name] !== undefined);
  const mib = last?.residentMib[name] ?? 0;
  const label = text(WIDTH - RIGHT + 8, Number(y(mib)) + 4, `${name} ${mib} MiB`, 'start', colourOf(name));
  return [`<path d="${path}" fill="none" stroke="${colourOf(name)}" stroke-width="1.5"/>`, label];
}

function text(x: number, y: number, words: string, anchor = 'start', fill = '#495057'): string {
  return `<text x="${x}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${fill}">${words}</text>`;
}

function colourOf(name: string): string {
  return COLOURS[name] ?? OTHER_COLOUR;
}

function ticks(last: number, step: number): number[] {
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
}

function namesOf(samples: readonly MemorySample[]): string[] {
  return [...new Set(samples.flatMap(({ residentMib }) => Object.keys(residentMib)))].sort();
}

function medianOf(samples: readonly MemorySample[], name: string): number {
  const values = samples.flatMap(({ residentMib }) => residentMib[name] ?? []).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}
