// Names of runs for people, like `gregarious-owl`. The words come from a library; the randomness from the caller, since
// the sandbox and the server each have their own.
import { adjectives, animals } from 'unique-names-generator';

/**
 * An `adjective-animal` name in lower case.
 *
 * @param random - gives a number from 0 up to, not including, 1
 */
export function generateRunName(random: () => number): string {
  return `${pick(adjectives, random)}-${pick(animals, random)}`.toLowerCase().replace(/[^a-z]+/g, '-');
}

function pick(words: readonly string[], random: () => number): string {
  return words[Math.floor(random() * words.length)] as string;
}
