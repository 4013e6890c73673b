// Parameters of `run-deployment`: what is checked when they are saved, what they need, and what arrives.
import { expect, test } from 'vitest';
import {
  checkDeploymentParameters,
  describeParameterProblems,
  fitTextParameters,
  hydrateDeploymentParameters,
  needsOf,
} from '../../../src/domain/templates/deployment-parameters.js';
import { hydrate } from '../../../src/domain/templates/hydrate.js';
import { valueFromJson } from '../../../src/domain/templates/json-values.js';
import { renderTemplate } from '../../../src/domain/templates/render.js';

const variables = new Map(
  Object.entries({ n: 5, name: 'World', d: { a: 1 }, items: [1, 2] }).map(([key, value]) => [
    key,
    valueFromJson(value),
  ]),
);
const context = {
  renderTemplate: (template: string) => renderTemplate(template, { variables, nowMs: 0 }),
  workspaceVariables: { region: 'eu' },
};
const hydrated = (parameters: unknown) => hydrateDeploymentParameters(parameters, context);

test('a lone expression keeps its type, whatever operators it has', () => {
  expect(
    hydrated({
      a: '{{ n + 0.5 }}',
      b: '{{ 1 if n > 3 else 2 }}',
      c: "{{ 'a' ~ n }}",
      d: '{{- d -}}',
      e: '{{ not n }}',
      f: '{{ n, n }}',
    }),
  ).toEqual({
    a: 5.5,
    b: 1,
    c: 'a5',
    d: { a: 1 },
    e: false,
    f: [5, 5],
  });
});

test('text around an expression makes a text; lists of lists are filled in too', () => {
  expect(hydrated({ a: 'n is {{ n }}', b: [['{{ items }}', 'plain']] })).toEqual({
    a: 'n is 5',
    b: [[[1, 2], 'plain']],
  });
});

test('problems are found where they are, also in lists', () => {
  const problems = checkDeploymentParameters({
    a: '{{ n',
    b: { c: { __prefect_kind: 'json', value: '{bad' } },
    d: [1, [{ __prefect_kind: 'jinja' }]],
    fine: '{{ n }}',
  });
  expect(problems.map(({ path }) => path)).toEqual(['a', 'b.c', 'd[1][0]']);
  expect(describeParameterProblems(problems)).toMatch(
    /^Invalid parameters: \na: Invalid jinja: unexpected end of template/,
  );
  expect(describeParameterProblems([])).toBeUndefined();
});

test('what parameters need is known before they are hydrated', () => {
  expect(
    needsOf({ a: ['{{ n }}', { __prefect_kind: 'workspace_variable', variable_name: 'region' }], b: 'x{{ name }}' }),
  ).toEqual({
    templates: ['{{ n | tojson }}', 'x{{ name }}'],
    variableNames: ['region'],
  });
});

test('objects for text parameters arrive as JSON text', () => {
  const schema = { properties: { body: { type: 'string' }, data: { type: 'object' } } };
  expect(fitTextParameters({ body: { a: 1 }, data: { a: 1 }, other: [1] }, schema)).toEqual({
    body: '{"a":1}',
    data: { a: 1 },
    other: [1],
  });
  expect(fitTextParameters({ a: { b: 1 } }, null)).toEqual({ a: { b: 1 } });
});

test('keys named like members of objects are data', () => {
  const parameters = JSON.parse('{"__proto__": {"x": "{{ n }}"}, "constructor": "{{ name }}"}') as unknown;
  const result = hydrated(parameters);
  expect(JSON.stringify(result)).toBe('{"__proto__":{"x":5},"constructor":"World"}');
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(() =>
    hydrate({ __prefect_kind: 'workspace_variable', variable_name: 'constructor' }, { ...context, raiseOnError: true }),
  ).toThrow("Variable 'constructor' not found in workspace.");
});
