// Inputs that several kinds of triggers share: a span of time with its words, and the labels whose values count apart.
import { NumberInput, TagsInput } from '@mantine/core';
import { describeSpan } from '../parts/span-in-words.js';
import type { DraftTrigger } from './draft.js';
import { useProblem } from './draft-problems.js';

export interface TriggerFieldsProps {
  readonly trigger: DraftTrigger;
  readonly onChange: (trigger: DraftTrigger) => void;
  /** Where the trigger is in the draft: `trigger.triggers[0]`. */
  readonly path: string;
}

interface SecondsFieldProps {
  readonly label: string;
  readonly value: unknown;
  /** Null: left empty, where that means something. */
  readonly onChange: (seconds: number | null) => void;
  readonly path: string;
  /** Said while it is empty; left out, empty is 0. */
  readonly emptyMeans?: string;
  /** Said at 0. */
  readonly zeroMeans?: string;
}

export function SecondsField({ label, value, onChange, path, emptyMeans, zeroMeans }: SecondsFieldProps) {
  const seconds = value == null || value === '' ? null : Number(value);
  const inWords = seconds !== null && seconds > 0 ? describeSpan(seconds) : seconds === 0 ? zeroMeans : emptyMeans;
  return (
    <NumberInput
      label={label}
      description={inWords ?? ' '}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      min={0}
      value={seconds ?? ''}
      onChange={(next) => onChange(next === '' ? (emptyMeans === undefined ? 0 : null) : Number(next))}
      error={useProblem(path)}
    />
  );
}

export function ForEachField({ trigger, onChange, path }: TriggerFieldsProps) {
  return (
    <TagsInput
      label="Counted for each"
      description="Labels whose values count apart, such as prefect.resource.id."
      value={[...(trigger.for_each ?? [])]}
      onChange={(for_each) => onChange({ ...trigger, for_each })}
      error={useProblem(`${path}.for_each`)}
    />
  );
}
