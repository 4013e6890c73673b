// Makes zod whole inside Temporal's sandbox, where it is loaded once for all runs and then frozen. Imported by preload.ts
// before the freeze.
import { z } from 'zod';
import { decodeBase64, encodeBase64 } from './base64.js';

/** Called once, while the sandbox is set up. */
export function prepareZod(): void {
  const world = globalThis as { atob?: unknown; btoa?: unknown };
  // z.base64(), z.base64url() and z.jwt() refuse everything where there is no atob.
  world.atob ??= decodeBase64;
  world.btoa ??= encodeBase64;
  // A frozen RegExp cannot be used: it notes where it stands. With their module frozen at its surface, these are spared.
  Object.freeze(z.core.regexes);
  keepConfigPerRun();
}

const CONFIG = Symbol.for('sluice.zod-config');

/** What z.config() sets in a flow holds for that run, although the object it is written to is shared and frozen. */
function keepConfigPerRun(): void {
  const world = globalThis as { [CONFIG]?: Record<string, unknown> };
  const config = z.config() as Record<string, unknown>;
  for (const name of ['customError', 'localeError', 'jitless', 'memoizer', 'postProcessor']) {
    const initial = config[name];
    Object.defineProperty(config, name, {
      enumerable: true,
      get: () => (world[CONFIG] && Object.hasOwn(world[CONFIG], name) ? world[CONFIG][name] : initial),
      set: (value: unknown) => void ((world[CONFIG] ??= {})[name] = value),
    });
  }
}
