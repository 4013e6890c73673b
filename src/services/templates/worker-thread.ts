// Starts the template thread from wherever this code runs: compiled (`.js`) or straight from the source (`.ts`, under tsx
// or vitest), where the thread first needs the same TypeScript loader.
import { Worker } from 'node:worker_threads';

/** @param memoryLimitMb the thread's heap; beyond it the thread dies, the process does not */
export function startTemplateThread(memoryLimitMb: number): Worker {
  const options = {
    execArgv: [],
    // The thread needs nothing from the environment, so it gets nothing of it.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./template-worker.js', import.meta.url), options);
  const entry = new URL('./template-worker.ts', import.meta.url).href;
  return new Worker(sourceEntry(entry), { ...options, eval: true });
}

const sourceEntry = (entry: string): string => {
  const loader = import.meta.resolve('tsx/esm/api');
  return `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
};
