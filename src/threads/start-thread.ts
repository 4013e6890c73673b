// Starts a thread from wherever this code runs: compiled (`.js`) or straight from the source (`.ts`, under tsx or vitest),
// where the thread first needs the same TypeScript loader. Apart because the store and the templates each have a thread.
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread that needs nothing from the environment, so it gets nothing of it.
 *
 * @param entry - URL of its module without the extension
 */
export function startThread(entry: URL, options: Pick<WorkerOptions, 'resourceLimits' | 'workerData'> = {}): Worker {
  const bare = { ...options, execArgv: [], env: {} };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`${entry.href}.js`), bare);
  const loader = import.meta.resolve('tsx/esm/api');
  const load = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(`${entry.href}.ts`)}); });`;
  return new Worker(load, { ...bare, eval: true });
}
