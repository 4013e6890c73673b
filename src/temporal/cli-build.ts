// The Temporal CLI built from its source by Go, the last way: it takes minutes but needs only a module proxy. The
// version is the last one whose modules can all be had that way.
import { join } from 'node:path';
import { CLI_FILE, installCli } from './cli-cache.js';
import { runCommand } from './command.js';

/** The newest version that `go install` can build. */
export const BUILT_CLI_VERSION = '1.5.1';

const MODULE = `github.com/temporalio/cli/cmd/temporal@v${BUILT_CLI_VERSION}`;
const BUILD_LIMIT_MS = 15 * 60_000;

/** Builds the CLI into the cache. Returns its path; throws with one line for people. */
export async function installByBuilding(
  cacheDir: string,
  environment: Readonly<Record<string, string | undefined>>,
  onProgress: (line: string) => void,
): Promise<string> {
  const found = await runCommand('go', ['version'], { environment, timeoutMs: 10_000 });
  if (!found.ok) throw new Error(found.reason);
  onProgress('this takes some minutes');
  return installCli(cacheDir, BUILT_CLI_VERSION, async (scratchDir) => {
    const built = await runCommand('go', ['install', MODULE], {
      environment: { ...environment, GOBIN: scratchDir },
      timeoutMs: BUILD_LIMIT_MS,
    });
    if (!built.ok) throw new Error(built.reason);
    return join(scratchDir, CLI_FILE);
  });
}
