// Labels and the patterns their values must fit, one row each: how a trigger says which resources it is about.
import { Button, CloseButton, Fieldset, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useProblem } from './draft-problems.js';

export type Labels = Readonly<Record<string, unknown>>;

interface LabelRowsProps {
  readonly legend: string;
  readonly about?: string;
  readonly labels: Labels;
  readonly onChange: (labels: Labels) => void;
  /** Where the labels are in the draft. */
  readonly path: string;
}

type Row = readonly [label: string, patterns: readonly string[]];

const toRows = (labels: Labels): Row[] =>
  Object.entries(labels).map(([label, patterns]) => [label, [patterns].flat().map(String)]);
const toLabels = (rows: readonly Row[]): Labels =>
  Object.fromEntries(rows.map(([label, patterns]) => [label, patterns.length === 1 ? patterns[0] : [...patterns]]));
const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

export function LabelRows({ legend, about, labels, onChange, path }: LabelRowsProps) {
  // Two rows may have the same label while one of them is written, so the rows are more than the labels.
  const [rows, setRows] = useState(() => toRows(labels));
  const problem = useProblem(path);
  if (!isSame(toLabels(rows), toLabels(toRows(labels)))) setRows(toRows(labels));
  const set = (next: Row[]): void => {
    setRows(next);
    onChange(toLabels(next));
  };
  const setAt = (index: number, row: Row) => set(rows.map((each, at) => (at === index ? row : each)));
  return (
    <Fieldset legend={legend}>
      {about && (
        <Text size="xs" className="soft" mb="xs">
          {about}
        </Text>
      )}
      <Stack gap="xs">
        {rows.map(([label, patterns], index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <Group gap="xs" align="flex-start" style={{ flex: 1, minWidth: 0 }}>
              <TextInput
                aria-label={`${legend}: label ${index + 1}`}
                placeholder="label"
                style={{ flex: '1 1 10rem' }}
                value={label}
                onChange={(event) => setAt(index, [event.currentTarget.value, patterns])}
              />
              <TagsInput
                aria-label={`${legend}: values of ${label || `label ${index + 1}`}`}
                placeholder={patterns.length === 0 ? 'value or pattern' : ''}
                style={{ flex: '1 1 10rem' }}
                value={[...patterns]}
                onChange={(next) => setAt(index, [label, next])}
              />
            </Group>
            <CloseButton
              mt={4}
              aria-label={`${legend}: remove ${label || `label ${index + 1}`}`}
              onClick={() => set(rows.filter((_, at) => at !== index))}
            />
          </Group>
        ))}
        {problem && (
          <Text size="sm" c="var(--mantine-color-error)">
            {problem}
          </Text>
        )}
        <Button
          size="xs"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          disabled={rows.some(([label]) => label === '')}
          onClick={() => set([...rows, ['', ['*']]])}
        >
          Add a label
        </Button>
      </Stack>
    </Fieldset>
  );
}
