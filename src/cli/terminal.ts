// What a command writes with: lines to standard output (the answer) and standard error (everything else), in colours
// only where a person reads them. Apart so that no command touches process streams itself.
import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

export interface Terminal {
  /** A line of the answer. */
  readonly print: (line?: string) => void;
  /** Progress, questions and errors: never part of the answer. */
  readonly printAside: (line?: string) => void;
  /** Colours of the answer; plain when it is not a terminal or NO_COLOR is set. */
  readonly colors: Colors;
  readonly asideColors: Colors;
  /** Width of the answer in characters. */
  readonly columns: number;
}

const UNKNOWN_WIDTH = 120;

/** The terminal of this process. A reader that goes away (`| head`) ends the process quietly. */
export function createTerminal(): Terminal {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  return {
    print: (line = '') => void stdout.write(`${line}\n`),
    printAside: (line = '') => void stderr.write(`${line}\n`),
    colors: colorsOf(stdout),
    asideColors: colorsOf(stderr),
    columns: stdout.columns ?? UNKNOWN_WIDTH,
  };
}

/** The library honours NO_COLOR, FORCE_COLOR and TERM; that a pipe gets no colours, also on CI machines, is ours. */
function colorsOf(stream: NodeJS.WriteStream): Colors {
  return pc.createColors(pc.isColorSupported && stream.isTTY === true);
}

/** Pretty JSON, as `--json` prints it. */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null, null, 2);
}
