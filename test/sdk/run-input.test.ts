import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isSluiceError } from '../../src/domain/errors.js';
import { createInputForm, runInput, withInitialData } from '../../src/sdk/run-input.js';

const Person = runInput('Person', { firstName: z.string(), age_in_years: z.number().int() });

describe('the schema of a form', () => {
  it('is an object with a title, fields with titles, and what is required', () => {
    expect(createInputForm(Person).jsonSchema).toEqual({
      title: 'Person',
      type: 'object',
      additionalProperties: false,
      properties: {
        firstName: { title: 'First Name', type: 'string' },
        age_in_years: {
          title: 'Age In Years',
          type: 'integer',
          minimum: Number.MIN_SAFE_INTEGER,
          maximum: Number.MAX_SAFE_INTEGER,
        },
      },
      required: ['firstName', 'age_in_years'],
    });
  });

  it('keeps the titles and descriptions that are given', () => {
    const schema = z
      .object({ name: z.string().meta({ title: 'Who?' }).describe('Your name.') })
      .meta({ title: 'Whom' });
    expect(createInputForm(schema).jsonSchema).toMatchObject({
      title: 'Whom',
      properties: { name: { title: 'Who?', description: 'Your name.' } },
    });
  });

  it.each([
    ['a string', z.string(), { type: 'string' }],
    ['a list', z.array(z.boolean()), { type: 'array', items: { type: 'boolean' } }],
    ['a record', z.record(z.string(), z.number()), { type: 'object' }],
    ['a union of objects', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]), { anyOf: [{}, {}] }],
    ['what JSON Schema has no word for', z.date(), {}],
  ])('wraps what is not an object with fields: %s', (_, schema, expected) => {
    const { jsonSchema } = createInputForm<unknown>(schema);
    expect(jsonSchema).toMatchObject({ type: 'object', properties: { value: expected }, required: ['value'] });
  });

  it('describes what is put in, not what comes out', () => {
    const schema = z.object({ count: z.string().transform(Number), unit: z.string().default('kg') });
    expect(createInputForm<unknown>(schema).jsonSchema).toMatchObject({
      properties: { count: { type: 'string' }, unit: { type: 'string', default: 'kg' } },
      required: ['count'],
    });
  });

  it('takes a type that contains itself', () => {
    const Folder = z.object({
      name: z.string(),
      get folders() {
        return z.array(Folder);
      },
    });
    const form = createInputForm<unknown>(Folder);
    const good = { name: 'a', folders: [{ name: 'b', folders: [] }] };
    expect(form.parse(good)).toEqual({ value: good });
    expect(form.parse({ name: 'a', folders: [{ name: 1, folders: [] }] })).toMatchObject({
      fields: [{ path: 'folders[0].name' }],
    });
  });
});

describe('initial data', () => {
  it('shows as defaults, and its fields need no answer', () => {
    const form = createInputForm(withInitialData(Person, { description: '# Who?', firstName: 'Ann' }));
    expect(form).toMatchObject({ description: '# Who?', initialData: { firstName: 'Ann' } });
    expect(form.jsonSchema).toMatchObject({
      properties: { firstName: { default: 'Ann' } },
      required: ['age_in_years'],
    });
    expect(form.parse({ age_in_years: 3 })).toEqual({ value: { firstName: 'Ann', age_in_years: 3 } });
    expect(form.parse({ age_in_years: 3, firstName: 'Bob' })).toEqual({ value: { firstName: 'Bob', age_in_years: 3 } });
  });

  it('of a wrapped type is its value', () => {
    const form = createInputForm(withInitialData(z.string(), { value: 'soup' }));
    expect(form.jsonSchema).toMatchObject({ properties: { value: { default: 'soup' } }, required: [] });
    expect(form.parse(null)).toEqual({ value: 'soup' });
  });

  it('given twice adds up, and leaves the definition as it was', () => {
    const once = withInitialData(Person, { firstName: 'Ann' });
    const twice = createInputForm(withInitialData(once, { age_in_years: 4 }));
    expect(twice.parse({})).toEqual({ value: { firstName: 'Ann', age_in_years: 4 } });
    expect(createInputForm(Person).initialData).toBeNull();
  });
});

describe('an answer', () => {
  const Trip = runInput(
    'Trip',
    z
      .strictObject({ from: z.string().min(1), to: z.string().min(1) })
      .refine(({ from, to }) => from !== to, { message: 'Expected two places.', path: ['to'] }),
  );

  it('is judged whole, or by its structure alone', () => {
    const form = createInputForm(Trip);
    const same = { from: 'Rome', to: 'Rome' };
    expect(form.parse(same)).toEqual({ fields: [{ path: 'to', message: 'Expected two places.' }] });
    expect(form.parse(same, true)).toEqual({ value: undefined });
    expect(form.parse({ from: '', to: 'Rome' }, true)).toMatchObject({ fields: [{ path: 'from' }] });
    expect(form.parse({ ...same, by: 'train' }, true)).toMatchObject({ fields: [{ path: '' }] });
    expect(form.parse({ from: 'Rome', to: 'Oslo' })).toEqual({ value: { from: 'Rome', to: 'Oslo' } });
  });

  it('of a wrapped type is unwrapped, and named by `value` when it is wrong', () => {
    const form = createInputForm(z.array(z.number()));
    expect(form.parse({ value: [1, 2] })).toEqual({ value: [1, 2] });
    expect(form.parse({ value: [1, 'x'] })).toMatchObject({ fields: [{ path: 'value[1]' }] });
    expect(form.parse({ value: [1], more: 1 })).toMatchObject({ fields: [{ path: '' }] });
  });

  it.each([undefined, null, {}, 'text', 7, []])('that is no answer at all is refused: %j', (answer) => {
    expect(createInputForm(Trip).parse(answer)).toHaveProperty('fields');
  });

  it('that the schema cannot judge is refused and never throws: it throws, or is asynchronous', () => {
    const throwing = z.string().refine(() => {
      throw new Error('out of order');
    });
    expect(createInputForm(throwing).parse({ value: 'x' })).toMatchObject({
      fields: [{ message: 'the schema cannot judge this: out of order' }],
    });
    const later = z.string().refine(async () => false);
    expect(createInputForm(later).parse({ value: 'x' })).toHaveProperty('fields');
    expect(createInputForm(later).parse({ value: 'x' }, true)).toHaveProperty('fields');
  });
});

describe('the name of a run input', () => {
  it.each(['', '1st', 'two words', 'a.b', 'ä'])('may not be %j', (name) => {
    try {
      runInput(name, {});
      expect.unreachable();
    } catch (error) {
      expect(isSluiceError(error, 'definition-invalid')).toBe(true);
    }
  });
});
