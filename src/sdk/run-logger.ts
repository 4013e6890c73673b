// Log lines of flow code: into the run's record, where the API and the CLI find them, and into the worker's own log.
import { log } from '@temporalio/workflow';
import { LOG_LEVELS, type LogLevelName } from '../domain/logs.js';
import { currentExecution, currentRun } from './current-run.js';

/** Writes log lines of the current run; each takes a sentence and, if wanted, plain JSON facts that are appended. */
export interface RunLogger {
  debug(message: string, facts?: Record<string, unknown>): void;
  info(message: string, facts?: Record<string, unknown>): void;
  warning(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
  critical(message: string, facts?: Record<string, unknown>): void;
}

/** The logger of the flow run that calls it. Throws outside a flow; in tasks import it from `sluice/activity`. */
export function getRunLogger(): RunLogger {
  const run = currentRun('getRunLogger');
  const execution = currentExecution(run);
  const write = (level: LogLevelName) => (message: string, facts?: Record<string, unknown>) => {
    if (execution.abandoned) return;
    const line = facts ? `${message} ${JSON.stringify(facts)}` : message;
    run.recorder.push({
      type: 'log',
      name: 'sluice.flow-runs',
      level: LOG_LEVELS[level],
      message: line,
      timestamp: run.nextTimestamp(),
      task_run_id: null,
    });
    const severity = level === 'debug' || level === 'info' ? level : level === 'warning' ? 'warn' : 'error';
    log[severity](line);
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warning: write('warning'),
    error: write('error'),
    critical: write('critical'),
  };
}
