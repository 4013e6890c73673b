// Follows a run: every state it enters and every line it logs, in the order they happened, until it ends. When it
// pauses, says how to answer it and goes on watching.
import { setTimeout as delay } from 'node:timers/promises';
import type { FlowRun } from '../domain/flow-runs.js';
import { isTerminal, type State } from '../domain/states.js';
import type { ApiContext } from './api-command.js';
import { QuietFailure } from './failure.js';
import { formatLog, LogFollower } from './log-lines.js';
import { colorOf, localTime } from './run-text.js';
import type { Colors } from './terminal.js';

const POLL_MS = 300;

/** Watches until the run ends; silent with `--json`. The run as it ended. */
export async function watchRun(context: ApiContext, id: string): Promise<FlowRun> {
  const { client, asJson, terminal } = context;
  const logs = new LogFollower(client, id);
  const shown = new Set<string>();
  for (;;) {
    // The run is read first: what belongs to its end is written before its end can be seen.
    const run = await client.flowRuns.read(id);
    if (!asJson) {
      const [states, lines] = await Promise.all([client.flowRuns.states(id), logs.take()]);
      const news = [
        ...states
          .filter((state) => !shown.has(state.id))
          .map((state) => ({ at: state.timestamp, text: formatState(state, id, terminal.colors) })),
        ...lines.map((line) => ({ at: line.timestamp, text: formatLog(line, terminal.colors) })),
      ];
      states.forEach((state) => shown.add(state.id));
      // Instants have one form, so that their text sorts as they do.
      for (const { text } of news.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) terminal.print(text);
    }
    if (run.state_type !== null && isTerminal(run.state_type)) return run;
    await delay(POLL_MS);
  }
}

function formatState(state: State, flowRunId: string, colors: Colors): string {
  const message = state.message ? ` ${colors.dim(state.message)}` : '';
  const line = `${colors.dim(localTime(state.timestamp))} | ${colorOf(state.type, colors)(state.name)}${message}`;
  if (state.type !== 'PAUSED') return line;
  return `${line}\n${colors.dim(`answer it by: sluice flow-run resume ${flowRunId}`)}`;
}

/** Makes the command fail when a run ended otherwise than COMPLETED; what happened was shown already. */
export function failUnlessCompleted(run: FlowRun): void {
  if (run.state_type !== 'COMPLETED') throw new QuietFailure();
}
