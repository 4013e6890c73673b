// A pause's form as questions: fields from real schemas as flows publish them, typed lines as values.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askFields } from '../../src/cli/form-prompt.js';
import { formFieldsOf, type FormField } from '../../src/cli/form-fields.js';
import { readFieldAnswer, readFieldOption } from '../../src/cli/field-answers.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { createInputForm, withInitialData } from '../../src/sdk/run-input.js';
import pc from 'picocolors';

function fieldsOf(schema: z.ZodType, initial: Record<string, unknown> | null = null): FormField[] {
  const form = createInputForm(initial === null ? schema : withInitialData(schema, initial));
  return formFieldsOf({ schema: form.jsonSchema, initial_data: form.initialData });
}

function recordingTerminal(): { terminal: Terminal; aside: string[] } {
  const aside: string[] = [];
  const colors = pc.createColors(false);
  const printAside = (line = ''): void => void aside.push(line);
  return { terminal: { print: printAside, printAside, colors, asideColors: colors, columns: 100 }, aside };
}

describe('the fields of a form', () => {
  it('follow the schema: kinds, choices, what is needed, what is there already', () => {
    const fields = fieldsOf(
      z.object({
        name: z.string().describe('What should we call you?'),
        age: z.number().int(),
        weight: z.number().optional(),
        size: z.enum(['small', 'large']).default('small'),
        news: z.boolean(),
        tags: z.array(z.string()).optional(),
      }),
      { name: 'anonymous' },
    );
    const shape = fields.map(({ path, kind, required, initial }) => [path.join('.'), kind, required, initial]);
    expect(shape).toEqual([
      ['name', 'text', false, 'anonymous'],
      ['age', 'integer', true, undefined],
      ['weight', 'number', false, undefined],
      ['size', 'choice', false, 'small'],
      ['news', 'boolean', true, undefined],
      ['tags', 'json', false, undefined],
    ]);
    expect(fields[0]).toMatchObject({ title: 'Name', description: 'What should we call you?' });
    expect(fields[3]?.choices).toEqual(['small', 'large']);
  });

  it('lay nested objects flat and follow references', () => {
    const address = z.object({ city: z.string() }).meta({ id: 'Address' });
    const fields = fieldsOf(z.object({ home: address, work: address, fallback: address.optional() }));
    expect(fields.map(({ path, kind }) => [path.join('.'), kind])).toEqual([
      ['home.city', 'text'],
      ['work.city', 'text'],
      ['fallback', 'json'],
    ]);
  });

  it('of a plain value are one field', () => {
    expect(fieldsOf(z.string())).toMatchObject([{ path: ['value'], kind: 'text', required: true }]);
    expect(formFieldsOf({ schema: null, initial_data: null })).toEqual([]);
  });
});

describe('a typed line', () => {
  const field = (more: Partial<FormField>): FormField => ({
    path: ['f'],
    title: 'F',
    description: null,
    kind: 'text',
    choices: [],
    required: true,
    initial: undefined,
    ...more,
  });

  it.each([
    [{ kind: 'text' }, '007', '007'],
    [{ kind: 'integer' }, ' 7 ', 7],
    [{ kind: 'number' }, '1.5', 1.5],
    [{ kind: 'boolean' }, 'Yes', true],
    [{ kind: 'boolean' }, 'n', false],
    [{ kind: 'choice', choices: ['a', 2] }, '2', 2],
    [{ kind: 'json' }, '["a"]', ['a']],
    [{ kind: 'json' }, 'plain', 'plain'],
    [{ initial: 'there' }, '', 'there'],
  ] as const)('for %j: %j gives %j', (more, typed, value) => {
    expect(readFieldAnswer(field(more as Partial<FormField>), typed)).toEqual({ type: 'value', value });
  });

  it.each([
    [{}, '', 'needed'],
    [{ kind: 'integer' }, '1.5', "whole number, got '1.5'"],
    [{ kind: 'number' }, 'one', "a number, got 'one'"],
    [{ kind: 'boolean' }, 'maybe', "yes or no, got 'maybe'"],
    [{ kind: 'choice', choices: ['a', 'b'] }, 'c', "one of a, b, got 'c'"],
  ] as const)('for %j: %j is refused with words', (more, typed, words) => {
    const answer = readFieldAnswer(field(more), typed);
    expect(answer).toEqual({ type: 'problem', message: expect.stringContaining(words) as string });
  });

  it('left empty is left out where that is allowed', () => {
    expect(readFieldAnswer(field({ required: false }), '')).toEqual({ type: 'leave-out' });
  });

  it('given as an option stays text where the form wants text, and is JSON where there is no form', () => {
    expect(readFieldOption(field({ kind: 'text' }), '42')).toBe('42');
    expect(readFieldOption(field({ kind: 'integer' }), '42')).toBe(42);
    expect(readFieldOption(field({ kind: 'integer' }), 'x')).toBe('x');
    expect(readFieldOption(undefined, '42')).toBe(42);
  });
});

describe('the dialogue', () => {
  it('asks for each field, again where the line cannot be read, and builds the document', async () => {
    const { terminal, aside } = recordingTerminal();
    const lines = ['', 'Ada', 'old', '36', 'Berlin', ''];
    const questions: string[] = [];
    const fields = fieldsOf(
      z.object({
        name: z.string(),
        age: z.number().int(),
        home: z.object({ city: z.string() }),
        note: z.string().optional(),
      }),
    );
    const ask = (question: string): Promise<string> => {
      questions.push(question);
      return Promise.resolve(lines.shift() ?? expect.fail('asked too often'));
    };
    const input = await askFields(fields, ask, terminal);
    expect(input).toEqual({ name: 'Ada', age: 36, home: { city: 'Berlin' } });
    expect(questions).toEqual([
      'Name: ',
      'Name: ',
      'Age (whole number): ',
      'Age (whole number): ',
      'home.city: ',
      'Note, may be left empty: ',
    ]);
    expect(aside).toEqual(['✗ an answer is needed', "✗ expected a whole number, got 'old'"]);
  });
});
