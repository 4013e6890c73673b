// Loads a module of the user's, which may be TypeScript: node before version 22 reads none, and no node finds `./x.ts` where
// the source says `./x.js`. Our own sources run under a loader already; the built package brings one in when it is needed.
import { pathToFileURL } from 'node:url';

const TYPESCRIPT = /\.[cm]?tsx?$/;
let loading: Promise<unknown> | undefined;

/**
 * What a module exports.
 *
 * @param path - absolute path, TypeScript or JavaScript
 */
export async function importUserModule(path: string): Promise<Record<string, unknown>> {
  if (TYPESCRIPT.test(path) && !TYPESCRIPT.test(import.meta.url)) {
    loading ??= import('tsx/esm/api').then(({ register }) => register());
    await loading;
  }
  return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
}
