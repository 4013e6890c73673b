// Ports are looked at before anything is started, so that a taken one is one sentence and not a stack trace from deep
// inside a child.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { SluiceError } from '../domain/errors.js';

export interface WantedPort {
  readonly host: string;
  readonly port: number;
  /** Who wants it, for people: `the API`. */
  readonly purpose: string;
  /** The way out, for people: `--port`. */
  readonly option: string;
  /** A further way out. @default none */
  readonly hint?: string;
}

/** Tells whether a server could listen there now. Throws what has nothing to do with the port being taken. */
export async function isPortFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Throws `conflict` with one sentence for each port that is taken or wanted twice, and the way out. */
export async function assertPortsFree(wanted: readonly WantedPort[]): Promise<void> {
  const problems: string[] = [];
  for (const [index, { host, port, purpose, option, hint }] of wanted.entries()) {
    const twin = wanted.slice(0, index).find((other) => other.port === port);
    if (twin)
      problems.push(`Port ${port} is wanted by both ${twin.purpose} and ${purpose}. Choose another with ${option}.`);
    else if (!(await isPortFree(host, port))) {
      const sentences = [
        `Port ${port}, wanted by ${purpose}, is taken by another program.`,
        `Choose another with ${option}`,
      ];
      problems.push(`${sentences.join(' ')}${hint ? `, or ${hint}` : ''}.`);
    }
  }
  if (problems.length > 0) throw new SluiceError('conflict', problems.join('\n'));
}
