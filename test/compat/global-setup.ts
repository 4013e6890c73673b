// One running product for the compatibility run, with a second worker for flows.ts; the test files find it by
// SLUICE_COMPAT_API_URL. The Python programs are installed here too, so that no file waits for them.
import { fileURLToPath } from 'node:url';
import { DevProcess } from '../dev/dev-process.js';
import { startProduct } from './product-stack.js';
import { installPython } from './python-environment.js';

export default async function setup(): Promise<() => Promise<void>> {
  await Promise.all([installPython('prefect'), installPython('schemathesis')]);
  // Blocks that Python saves lead to servers of the tests.
  const { apiUrl, environment, stop } = await startProduct({ SLUICE_ALLOW_PRIVATE_ADDRESSES: '127.0.0.1' });
  process.env.SLUICE_COMPAT_API_URL = apiUrl;
  const workflows = fileURLToPath(new URL('./flows.ts', import.meta.url));
  const activities = fileURLToPath(new URL('../../activities/index.ts', import.meta.url));
  const modules = ['--workflows', workflows, '--activities', activities];
  const worker = new DevProcess([...modules, '--task-queue', 'compat'], environment, ['worker', 'start']);
  await worker.prints(/takes work from task queue 'compat'/);
  return async () => {
    await worker.stop('SIGTERM');
    await stop();
  };
}
