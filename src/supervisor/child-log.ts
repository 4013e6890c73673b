// Where the lines of a supervised process go: all into its log file, and those that a person must see, warnings and
// errors, to the terminal as well, with the name of the process before them.
import { createWriteStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface ChildLog {
  write(line: string): void;
  close(): Promise<void>;
}

const ROTATE_BYTES = 20 * 1024 * 1024;
const WARN_LEVEL = 40;

/**
 * Opens a log file for appending; one that has grown large is put aside as `FILE.1` first.
 *
 * @param print - writes a line to the terminal
 */
export async function openChildLog(file: string, name: string, print: (line: string) => void): Promise<ChildLog> {
  await mkdir(dirname(file), { recursive: true });
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size > ROTATE_BYTES) await rename(file, `${file}.1`);
  const stream = createWriteStream(file, { flags: 'a' });
  return {
    write: (line) => {
      stream.write(`${line}\n`);
      const shown = shownText(line);
      if (shown !== undefined) print(`[${name}] ${shown}`);
    },
    close: () => new Promise((resolve) => stream.end(resolve)),
  };
}

/** What a person is shown of a line; undefined for lines of routine. Our processes write JSON lines. */
function shownText(line: string): string | undefined {
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    if (typeof level !== 'number' || level < WARN_LEVEL) return undefined;
    return err?.message ? `${msg}: ${err.message}` : msg;
  } catch {
    // The Temporal dev server's lines are about itself; that it cannot start or ended is told apart from them.
    if (/\blevel=\w+/.test(line)) return undefined;
    return /^\S*(error|fatal)\b/i.test(line) ? line : undefined;
  }
}
