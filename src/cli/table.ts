// Tables without frames, so that they can be read, cut and searched; a list with nothing in it says so instead.
import Table from 'cli-table3';
import type { Terminal } from './terminal.js';

const NO_FRAME = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid'])
    .map((part) => [part, '']),
);

/**
 * Prints rows under their heads.
 *
 * @param empty - the sentence for no rows, told aside so that the answer stays empty
 */
export function printTable(
  terminal: Terminal,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  empty: string,
): void {
  if (rows.length === 0) {
    terminal.printAside(empty);
    return;
  }
  const table = new Table({
    head: heads.map((head) => terminal.colors.bold(head)),
    chars: { ...NO_FRAME, middle: '  ' },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  for (const line of table.toString().split('\n')) terminal.print(line.trimEnd());
}

/** Prints names with their values, one a line, aligned. */
export function printFields(terminal: Terminal, fields: readonly (readonly [name: string, value: string])[]): void {
  const width = Math.max(...fields.map(([name]) => name.length));
  for (const [name, value] of fields) {
    terminal.print(
      `${terminal.colors.dim(name.padEnd(width))}  ${value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}`,
    );
  }
}
