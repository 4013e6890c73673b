// `sluice config view`: every setting, its value and where it comes from. Secrets are never shown.
import type { Command } from 'commander';
import type { SettingName } from '../config.js';
import { setAction, withExamples } from './command-setup.js';
import { printTable } from './table.js';
import type { Terminal } from './terminal.js';

interface SettingView {
  readonly name: string;
  /** Null: not set. */
  readonly value: unknown;
  readonly from: 'environment' | 'default';
  readonly meaning: string;
}

const MASK = '********';

/** Adds the group of configuration. */
export function addConfigGroup(program: Command, terminal: Terminal): void {
  const group = program.command('config').description('See the settings.');
  const command = group.command('view').description('Show every setting, its value and where it comes from.');
  setAction(command, terminal, async ({ answer }) => {
    const views = await viewSettings();
    answer(views, () => {
      const rows = views.map((view) => [view.name, valueText(view.value), view.from, view.meaning]);
      printTable(terminal, ['SETTING', 'VALUE', 'FROM', 'MEANING'], rows, '');
    });
  });
  withExamples(command, 'sluice config view', 'SLUICE_PORT=4300 sluice config view --json');
}

async function viewSettings(): Promise<SettingView[]> {
  const { readConfig, SETTINGS } = await import('../config.js');
  const { environment, api } = readConfig();
  return Object.entries(SETTINGS).map(([name, setting]) => {
    const given = environment[name] || undefined;
    const secret = 'secret' in setting && setting.secret;
    const value: unknown = secret && given !== undefined ? MASK : setting.check.parse(given);
    // The one default that is made from others.
    const derived = (name as SettingName) === 'SLUICE_API_URL' ? api.url : null;
    return {
      name,
      value: value ?? derived,
      from: given === undefined ? 'default' : 'environment',
      meaning: setting.meaning,
    };
  });
}

function valueText(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return '-';
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value);
}
