// Log lines of task code: to the store, where the API and the CLI find them, and to the worker's own log.
import { log } from '@temporalio/activity';
import { randomUUID } from 'node:crypto';
import { SluiceError } from '../domain/errors.js';
import { LOG_LEVELS, type LogLevelName } from '../domain/logs.js';
import { findTaskContext } from './task-context.js';

export interface TaskLogger {
  debug(message: string, facts?: Record<string, unknown>): void;
  info(message: string, facts?: Record<string, unknown>): void;
  warning(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
  critical(message: string, facts?: Record<string, unknown>): void;
}

/** The logger of the task run that calls it. Throws `flow-run-not-running` outside a task. */
export function getRunLogger(): TaskLogger {
  const context = findTaskContext();
  if (!context)
    throw new SluiceError('flow-run-not-running', 'getRunLogger of sluice/activity works only inside a task.');
  const write = (level: LogLevelName) => (message: string, facts?: Record<string, unknown>) => {
    const line = context.revealed.mask(facts ? `${message} ${JSON.stringify(facts)}` : message);
    context.writeLog({
      id: randomUUID(),
      name: 'sluice.task-runs',
      level: LOG_LEVELS[level],
      message: line,
      timestamp: new Date().toISOString(),
      flow_run_id: context.flowRunId,
      task_run_id: context.taskRunId,
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
