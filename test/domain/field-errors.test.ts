import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeFields, fieldErrorsOf, formatPath } from '../../src/domain/field-errors.js';

describe('formatPath', () => {
  it.each([
    [[], ''],
    [['user'], 'user'],
    [['user', 'tags', 0], 'user.tags[0]'],
    [[0], '[0]'],
    [[2, 'name'], '[2].name'],
  ])('writes %j as %j', (path, expected) => {
    expect(formatPath(path)).toBe(expected);
  });
});

describe('fieldErrorsOf', () => {
  it('names each field that is wrong', () => {
    const schema = z.strictObject({ user: z.object({ age: z.number() }), tags: z.array(z.string()) });
    const outcome = schema.safeParse({ user: { age: 'x' }, tags: ['a', 1], more: true });
    const fields = fieldErrorsOf(outcome.error as z.ZodError);
    expect(fields.map(({ path }) => path)).toEqual(['user.age', 'tags[1]', '']);
    expect(describeFields(fields)).toBe(
      'user.age: Invalid input: expected number, received string; tags[1]: Invalid input: expected string, received number; Unrecognized key: "more"',
    );
  });
});
