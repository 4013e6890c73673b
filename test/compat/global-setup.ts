// One running product for the compatibility run; the test files find it by SLUICE_COMPAT_API_URL. The Python programs are
// installed here too, so that no file waits for them.
import { startProduct } from './product-stack.js';
import { installPython } from './python-environment.js';

export default async function setup(): Promise<() => Promise<void>> {
  await Promise.all([installPython('prefect'), installPython('schemathesis')]);
  const { apiUrl, stop } = await startProduct();
  process.env.SLUICE_COMPAT_API_URL = apiUrl;
  return stop;
}
