// Every recorded case of templates, hydration and parameters renders as recorded, but for the differences we document.
import { expect, test } from 'vitest';
import {
  checkDeploymentParameters,
  hydrateDeploymentParameters,
} from '../../../src/domain/templates/deployment-parameters.js';
import { hydrate, HydrationError } from '../../../src/domain/templates/hydrate.js';
import { valueFromJson } from '../../../src/domain/templates/json-values.js';
import { Placeholder } from '../../../src/domain/templates/placeholder.js';
import { renderTemplate } from '../../../src/domain/templates/render.js';
import { runTemplateCase } from '../../../src/domain/templates/template-case.js';
import { upgradeParameters } from '../../../src/domain/templates/upgrade-parameters.js';
import { isDocumented, readCaseLines, type RecordedCase } from './recorded-cases.js';

const setting = { isAction: false, uiUrl: undefined, nowMs: Date.UTC(2026, 0, 1), random: () => 0.5 };

test.each(['templates', 'templates_action'])('%s render as recorded', (file) => {
  const lines = readCaseLines(file);
  const different = lines.filter((line) => !runTemplateCase(line, 'unnamed', setting).passed);
  const undocumented = different
    .map((line) => JSON.parse(line) as RecordedCase)
    .filter((recorded) => !isDocumented(recorded));
  expect(undocumented).toEqual([]);
  expect(lines.length).toBeGreaterThan(50);
});

test('where the two environments of the reference differ we render as the one that works', () => {
  const recorded = readCaseLines('templates')
    .map((line) => JSON.parse(line) as RecordedCase)
    .filter(({ expected_sync: sync }) => sync !== undefined);
  expect(recorded).toHaveLength(1);
  for (const { expected_sync: expected, ...fields } of recorded) {
    expect(runTemplateCase(JSON.stringify({ ...fields, expected }), '', setting)).toMatchObject({ passed: true });
  }
});

interface HydrationCase extends RecordedCase {
  readonly mode: 'hydrate' | 'upgrade_v1' | 'run_deployment' | 'validate_parameters';
  readonly input: unknown;
  readonly context?: {
    readonly render_jinja?: boolean;
    readonly render_workspace_variables?: boolean;
    readonly raise_on_error?: boolean;
    readonly workspace_variables?: Record<string, unknown>;
    readonly jinja_context?: Record<string, unknown>;
  };
  readonly expected?: unknown;
  readonly error?: { readonly type: string };
}

const CONTENT_NAMES: Readonly<Record<string, string>> = { ValidJinja: 'template', WorkspaceVariable: 'variable_name' };

function shown(value: unknown): unknown {
  if (value instanceof Placeholder) {
    return { __placeholder: value.type, [CONTENT_NAMES[value.type] ?? 'message']: value.content };
  }
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item)]));
}

function run({ mode, input, context = {} }: HydrationCase): unknown {
  const variables = new Map(
    Object.entries(context.jinja_context ?? {}).map(([name, value]) => [name, valueFromJson(value)]),
  );
  const render = (template: string) => renderTemplate(template, { variables, nowMs: setting.nowMs });
  const workspaceVariables = context.workspace_variables ?? {};
  switch (mode) {
    case 'upgrade_v1':
      return { expected: upgradeParameters(input) };
    case 'validate_parameters':
      return { expected: { valid: checkDeploymentParameters(input).length === 0 } };
    case 'run_deployment':
      return { expected: hydrateDeploymentParameters(input, { renderTemplate: render, workspaceVariables }) };
    case 'hydrate':
      return {
        expected: shown(
          hydrate(input, {
            raiseOnError: context.raise_on_error,
            renderTemplate: context.render_jinja ? render : undefined,
            workspaceVariables: context.render_workspace_variables ? workspaceVariables : undefined,
          }),
        ),
      };
  }
}

function outcomeOf(recorded: HydrationCase): unknown {
  try {
    return run(recorded);
  } catch (error) {
    if (error instanceof HydrationError) return { error: error.type };
    throw error;
  }
}

const recordedOutcome = ({ mode, expected, error }: HydrationCase): unknown => {
  if (error) return { error: error.type };
  return { expected: mode === 'validate_parameters' ? { valid: (expected as { valid: boolean }).valid } : expected };
};

test('parameters hydrate as recorded', () => {
  const cases = readCaseLines('hydrate').map((line) => JSON.parse(line) as HydrationCase);
  const different = cases.filter((recorded) => {
    try {
      expect(outcomeOf(recorded)).toEqual(recordedOutcome(recorded));
      return false;
    } catch {
      return true;
    }
  });
  expect(different.filter((recorded) => !isDocumented(recorded))).toEqual([]);
  const tags = new Set(different.flatMap((recorded) => recorded.tags.filter((tag) => tag.startsWith('quirk:'))));
  expect([...tags].sort()).toEqual([
    'quirk:json-accepts-nan',
    'quirk:v1-tojson-precedence',
    'quirk:v1-upgrade-enters-kinds-in-lists',
    'quirk:v1-upgrade-skips-nested-lists',
  ]);
});
