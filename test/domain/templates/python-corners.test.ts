// Corners of Python's texts and numbers that the recorded cases do not reach; what Jinja 3.1 gives was looked up by hand.
import { expect, test } from 'vitest';
import { runTemplateCase } from '../../../src/domain/templates/template-case.js';

const setting = { isAction: false, uiUrl: undefined, nowMs: Date.UTC(2026, 0, 1), random: () => 0.5 };
const context = { name: 'World', pi: 3.14159, n: 5, zero: 0, items: ['a', 'a'] };
const FAILS = { error: true };

test.each<[string, unknown]>([
  ["{{ name.translate({87: 'w', 111: none, 108: 76}) }}", 'wrLd'],
  ["{{ name.translate(name.maketrans('lo', 'LO', 'd')) }}", 'WOrL'],
  ["{{ name.maketrans('a', 'bc') }}", FAILS],
  ['{{ name.encode().decode() }} {{ name.encode()[0] }}', 'World 87'],
  ['{{ pi.hex() }} {{ (-2.5).hex() }}', '0x1.921f9f01b866ep+1 -0x1.4000000000000p+1'],
  ['{{ (0.75).as_integer_ratio() }} {{ n.as_integer_ratio() }}', '(3, 4) (5, 1)'],
  ["{{ '{:,}'.format(name) }}", FAILS],
  ["{{ '{:z}'.format(name) }}", FAILS],
  ["{{ '{:#}'.format(name) }}", FAILS],
  ["{{ '{:z.1f}'.format(-0.01) }}", '0.0'],
  ["{{ '{:#.3g}'.format(zero) }}", '0.00'],
  ["{{ '%*d|' % (true, n) }}", '5|'],
  ['{{ n | unique }}', FAILS],
  ["{{ ['x'] | tojson | urlize }}", '["x"]'],
  ['{{ 1e20 | humanize_naturaldelta }}', FAILS],
  ["{{ '{:.0e} {:,.1} {:.1e}'.format(65, 2.5, 0.25) }}", '6e+01 2e+00 2.5e-01'],
  ["{{ '%.0e' % 65 }} {{ 2.5 | humanize_scientific(0) }}", '6e+01 2 x 10⁰'],
  ["{{ '{:#.0f} {:#} {:#.1g} {:#.10}'.format(3, 1e300, 2, 1e16) }}", '3. 1.e+300 2. 1.000000000e+16'],
  ["{{ '%#.0f %#.0e' % (3, 99.995) }}", '3. 1.e+02'],
  ["{{ '{:#012,}'.format(1e300) }}", '00,001.e+300'],
  ["{{ '{:,x}'.format(5) }}", FAILS],
  ["{{ '{:_x}'.format(70000) }}", '1_1170'],
  ["{{ '{:,n}'.format(5) }}", FAILS],
  ["{{ '{:,c}'.format(65) }}", FAILS],
  ["{{ '{:#c}'.format(65) }}", FAILS],
  ["{{ '{:-5}'.format(name) }}", FAILS],
  ["{{ '{:0=8}'.format(name) }}", FAILS],
  ["{{ '{:08}'.format(name) }}", 'World000'],
  ["{{ '{:3c}|'.format(65) }}", '  A|'],
  ["{{ '%5%' % n }}", FAILS],
  ["{{ '%c' % true }}", '\u0001'],
  ["{{ [1, 2, 3] | batch('2') | list }} {{ [1, 2, 3] | batch(2.0) | list }}", '[[1, 2, 3]] [[1, 2], [3]]'],
  ["{{ [1, 2, 3] | batch('2', 0) | list }}", FAILS],
  ['{{ n | attr(3) }}', FAILS],
  ["{{ 'x' | int(7, 'a') }}", '7'],
  ["{{ [1, 2] | sort('yes') }}", FAILS],
  ["{{ {'a': 1} | dictsort(reverse='yes') }}", FAILS],
  ["{{ name | urlize('wide') }}", 'World'],
  ["{{ '' | wordwrap(0) }}", ''],
  ["{{ 'until the verylongword' | wordwrap(10) }}", 'until the \nverylongwo\nrd'],
  ['{{ {1: 2} | xmlattr }}', FAILS],
  ["{{ none | humanize_naturaldelta(minimum_unit='days') }}", FAILS],
  ["{{ cycler('a') is callable }} {{ joiner() is callable }} {{ namespace() is filter }}", 'False True False'],
  ["{{ name.upper in {'a': 1} }} {{ {'a': 1}.values() is filter }}", 'False False'],
  ["{{ {'a': 1}.keys() is filter }}", FAILS],
  ["{{ 'ǆx'.capitalize() }} {{ 'ǆx ა'.title() }} {{ ''.capitalize() }}", 'ǅx ǅx ა '],
  ["{{ 'ﬁ ß ẞ ς ı İ'.casefold() }}", 'fi ss ss σ ı i̇'],
  ['{{ name.center(width=9) }}', FAILS],
  ["{{ {'a': 1}.get(key='a') }}", FAILS],
  [
    "{{ name.find('', 5) }} {{ name.find('', 6) }} {{ name.count('', 6) }} {{ name.startswith('', 6) }}",
    '5 -1 0 False',
  ],
  ["{{ '  a  b  '.split(none, 1) }} {{ '  a  b  '.rsplit(none, 1) }}", "['a', 'b  '] ['  a', 'b']"],
  ["{{ name.splitlines('') }}", FAILS],
  ['{{ n.conjugate(1) }}', FAILS],
  ['{{ pi.hex(1) }}', FAILS],
  ["{{ ['a', 'b', 'a'].index('a', 1) }} {{ ('a', 'b').index('b', -1) }}", '2 1'],
  ["{{ ['a', 'b'].index('a', 1) }}", FAILS],
  ['{% macro m() %}{{ kwargs }}{{ caller }}{% endmacro %}{% call m() %}x{% endcall %}', '{}<Macro anonymous>'],
])('%s', (template, expected) => {
  expect(runTemplateCase(JSON.stringify({ template, context, expected }), template, setting)).toMatchObject({
    passed: true,
  });
});
