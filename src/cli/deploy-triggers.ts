// Triggers given on the command line: JSON in place, or a file of one, of a list, or of `triggers: [...]`.
import { existsSync, readFileSync } from 'node:fs';
import type { DeploymentTrigger } from '../client/deployment-apply.js';
import { UsageError } from './failure.js';

/** The triggers of all the options together. Throws a UsageError. */
export async function readTriggers(given: readonly string[]): Promise<DeploymentTrigger[]> {
  const { parse } = await import('yaml');
  return given.flatMap((text) => {
    const isFile = /\.(ya?ml|json)$/i.test(text.trim());
    if (isFile && !existsSync(text)) throw new UsageError(`--trigger: there is no file '${text}'.`);
    let document: unknown;
    try {
      document = parse(isFile ? readFileSync(text, 'utf8') : text);
    } catch (error) {
      throw new UsageError(`--trigger: ${error instanceof Error ? error.message : String(error)}`);
    }
    return listOf(document, isFile ? text : '--trigger');
  });
}

function listOf(document: unknown, place: string): DeploymentTrigger[] {
  const list =
    isDocument(document) && Array.isArray(document.triggers) && !isComposite(document) ? document.triggers : document;
  const all: unknown[] = Array.isArray(list) ? list : [list];
  return all.map((one) => {
    if (isDocument(one)) return one;
    throw new UsageError(`${place}: expected a trigger, got ${JSON.stringify(one)}.`);
  });
}

/** A compound or sequence trigger has triggers of its own; a file of triggers has nothing else. */
function isComposite(document: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(document).length > 1;
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
