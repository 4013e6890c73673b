// The package's own version. Resolved by the package's name, since this file lies elsewhere in the sources than in the
// build.
import { createRequire } from 'node:module';

/** The version in package.json. */
export function readOwnVersion(): string {
  const { version } = createRequire(import.meta.url)('sluice/package.json') as { version: string };
  return version;
}
