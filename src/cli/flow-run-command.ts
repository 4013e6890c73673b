// The group `sluice flow-run`: everything about runs.
import type { Command } from 'commander';
import { addControlCommands } from './flow-run-control.js';
import { addInspectCommand, addPauseCommand } from './flow-run-inspect.js';
import { addFlowListCommand, addFlowRunListCommand } from './flow-run-list.js';
import { addLogsCommand } from './flow-run-logs.js';
import { addResumeCommand } from './flow-run-resume.js';
import { addSendInputCommand } from './flow-run-send-input.js';
import { addStartCommand } from './flow-run-start.js';
import { addTalkCommand } from './flow-run-talk.js';
import { addWatchCommand } from './flow-run-watch.js';
import type { Terminal } from './terminal.js';

/** Adds the group of flow runs. */
export function addFlowRunGroup(program: Command, terminal: Terminal): void {
  const group = program.command('flow-run').alias('flow-runs').description('Start, list, answer and control runs.');
  addStartCommand(group, terminal);
  addFlowRunListCommand(group, terminal);
  addInspectCommand(group, terminal);
  addPauseCommand(group, terminal);
  addResumeCommand(group, terminal);
  addSendInputCommand(group, terminal);
  addTalkCommand(group, terminal);
  addControlCommands(group, terminal);
  addWatchCommand(group, terminal);
  addLogsCommand(group, terminal);
}

/** Adds the group of flows. */
export function addFlowGroup(program: Command, terminal: Terminal): void {
  const group = program.command('flow').alias('flows').description('See which flows are known.');
  addFlowListCommand(group, terminal);
}
