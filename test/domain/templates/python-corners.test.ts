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
])('%s', (template, expected) => {
  expect(runTemplateCase(JSON.stringify({ template, context, expected }), template, setting)).toMatchObject({
    passed: true,
  });
});
