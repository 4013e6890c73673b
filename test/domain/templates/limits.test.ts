// Whatever a template asks for, it ends soon and within its memory: each limit is named when it is passed.
import { describe, expect, test } from 'vitest';
import { namesReadBy, renderTemplate, validateTemplate } from '../../../src/domain/templates/render.js';
import { TemplateError } from '../../../src/domain/templates/template-error.js';

const options = { variables: new Map(), nowMs: 0 };

function failureOf(work: () => unknown): TemplateError {
  try {
    work();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}
const renderFailure = (template: string) => failureOf(() => renderTemplate(template, options));

describe('at save time', () => {
  const loop = (body: string) => `{% for x in [1] %}${body}{% endfor %}`;

  test('ten loops and two levels are fine', () => {
    expect(() => validateTemplate(loop('x').repeat(10))).not.toThrow();
    expect(() => validateTemplate(loop(loop('x')))).not.toThrow();
  });

  test.each([
    [loop('x').repeat(11), 'Contains 11 for loops. Templates can contain no more than 10 for loops.'],
    [
      loop(loop(loop('x'))),
      'Contains nested for loops at a depth of 3. Templates can nest for loops no more than 2 loops deep.',
    ],
  ])('too many are refused: %#', (template, message) => {
    expect(failureOf(() => validateTemplate(template))).toMatchObject({ kind: 'security', message });
  });

  test.each([
    ['{{ x', 1, "unexpected end of template, expected 'end of print statement'."],
    [
      'a\n{% if x %}',
      2,
      /Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'/,
    ],
    ['{% break %}', 1, "Encountered unknown tag 'break'."],
    [`{{ ${'('.repeat(101)}1${')'.repeat(101)} }}`, 1, 'expressions may nest 100 levels deep at most'],
    [`{{ 1${'+1'.repeat(1001)} }}`, 1, 'an expression may have 1000 operations at most'],
    ['{% if 1 %}'.repeat(61), 1, 'blocks may nest 60 levels deep at most'],
  ])('syntax errors say where: %#', (template, line, message) => {
    const failure = failureOf(() => validateTemplate(template));
    expect(failure).toMatchObject({ kind: 'syntax', line });
    if (typeof message === 'string') expect(failure.message).toBe(message);
    else expect(failure.message).toMatch(message);
  });
});

describe('while rendering', () => {
  test.each([
    [
      'steps',
      `{% set l = range(100) | list * 50 %}{% for i in range(100) %}{% for j in range(100) %}{% set x = l | sort %}{% endfor %}{% endfor %}`,
    ],
    ['output', `{% for i in range(100) %}{{ 'x' * 1000 }}{% endfor %}`],
    ['text', `{% set ns = namespace(s='xxxxxxxx') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}`],
    ['list', `{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s %}{% endfor %}`],
    ['integer', '{{ 9 ** 99999 }}'],
    [
      'integer by steps',
      `{% set ns = namespace(n=2) %}{% for i in range(100) %}{% set ns.n = ns.n * ns.n %}{% endfor %}`,
    ],
    ['recursion', '{% macro m(n) %}{{ m(n) }}{% endmacro %}{{ m(1) }}'],
    ['deep recursion', `{% macro m(n) %}{{ m(n)${'+1'.repeat(900)} }}{% endmacro %}{{ m(1) }}`],
    ['recursive loop', '{% for x in [1] recursive %}{{ loop([x]) }}{% endfor %}'],
    [
      'data that nests',
      `{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% for j in range(100) %}{% set ns.s = [ns.s] %}{% endfor %}{% endfor %}{{ ns.s }}`,
    ],
    [
      'data that fans out, printed',
      `{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}`,
    ],
    [
      'data that fans out, compared',
      `{% set ns = namespace(s=[1], t=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.s == ns.t }}`,
    ],
    [
      'data that fans out, as JSON',
      `{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s | tojson }}`,
    ],
    [
      'data that fans out, pretty',
      `{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s | pprint }}`,
    ],
    [
      'data that fans out, as a key',
      `{% set ns = namespace(s=(1, 1)) %}{% for i in range(60) %}{% set ns.s = (ns.s, ns.s) %}{% endfor %}{{ {ns.s: 1} }}`,
    ],
    ['width', `{{ 'x'.center(100000000) }}`],
    ['format width', `{{ '%100000000d' % 1 }}`],
    ['format precision', `{{ '{:.100000000f}'.format(1.5) }}`],
    ['batch', `{{ [1] | batch(100000000, 'x') | list }}`],
    ['slices', '{{ [1] | slice(100000000) | list }}'],
    ['tabs', `{{ ('\\t' * 60000).expandtabs(9999) }}`],
    ['indent', `{{ ('a\\n' * 50000) | indent(10000) }}`],
    ['replace', `{{ ('a' * 60000) | replace('a', 'b' * 1000) }}`],
  ])('%s', (_what, template) => {
    const started = performance.now();
    expect(renderFailure(template).kind).toBe('limit');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a range holds 100 items at most', () => {
    expect(renderTemplate('{{ range(100) | length }}', options)).toBe('100');
    expect(renderFailure('{{ range(101) }}')).toMatchObject({ kind: 'render', pythonType: 'OverflowError' });
  });

  test.each([
    [`{{ ('<' * 60000) | striptags | length }}`, '60000'],
    [`{{ ('<!--' * 30000) | striptags | length }}`, '120000'],
    [`{{ ('1' * 60000 ~ 'x') | float }}`, '0.0'],
    [`{{ ('1_' * 30000 ~ 'x') | int }}`, '0'],
    [`{{ ('.' * 60000 ~ 'x.') | urlize | length }}`, '60002'],
    [`{{ ('a' ~ '(' * 30000 ~ 'a' ~ ')' * 30000) | urlize | length }}`, '60002'],
    [`{{ ('a@' * 30000 ~ '!') | urlize | length }}`, '60001'],
    [`{{ ('a' * 60000) | wordwrap(1) | length }}`, '119999'],
    [`{{ (' ' * 100000 ~ 'x') | trim }}`, 'x'],
  ])('text functions take one pass whatever the text: %s', (template, expected) => {
    const started = performance.now();
    expect(renderTemplate(template, options)).toBe(expected);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

test('the names a template reads are known without rendering it', () => {
  const names = namesReadBy(
    `{% if flow_run %}{{ flow_run.name | replace(old, 'x') }}{% endif %}{% set y = {a: b[c:d]} %}`,
  );
  expect([...names].sort()).toEqual(['a', 'b', 'c', 'd', 'flow_run', 'old']);
});
