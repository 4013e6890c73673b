// What is kept of a soak: the books and every sample of memory as JSON, and the drawing that is made of them.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Books } from './soak-load.js';
import { drawMemory, readLevels, type Level, type SoakMemory } from './soak-chart.js';

const RESULTS = new URL('./results/', import.meta.url);
const NUMBERS = new URL('soak.json', RESULTS);
const DRAWING = new URL('soak.svg', RESULTS);

interface Soak extends SoakMemory {
  readonly measuredAt: string;
  readonly minutes: number;
  readonly books: Books;
}

/** Writes the numbers and the drawing; gives how the memory of each process went. */
export async function keepSoak(soak: Soak): Promise<Record<string, Level>> {
  const { measuredAt, minutes, books, kills, calmFromSeconds, samples } = soak;
  const levels = readLevels(soak);
  const document = { measuredAt, minutes, books, levels, calmFromSeconds, kills, samples };
  await mkdir(RESULTS, { recursive: true });
  await writeFile(NUMBERS, `${JSON.stringify(document, null, 2)}\n`);
  await writeFile(DRAWING, drawMemory(soak));
  return levels;
}

/** Draws the kept numbers again. */
export async function redrawSoak(): Promise<void> {
  await writeFile(DRAWING, drawMemory(JSON.parse(await readFile(NUMBERS, 'utf8')) as Soak));
}
