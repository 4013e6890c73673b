// Choosing what an action is about: the one in the event, or one by its name, which the server finds.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TargetField } from './action-kinds.js';
import { targetChoicesQuery } from './choices.js';
import type { DraftAction } from './draft.js';
import { useProblem } from './draft-problems.js';

interface TargetChoiceProps {
  readonly field: TargetField;
  readonly action: DraftAction;
  /** Where the action is in the draft. */
  readonly path: string;
  readonly onChange: (action: DraftAction) => void;
}

const INFERRED = { value: 'inferred', label: 'the one in the event' };
const NAMES: Readonly<Record<TargetField, string>> = {
  deployment_id: 'Deployment',
  work_pool_id: 'Work pool',
  work_queue_id: 'Work queue',
  automation_id: 'Automation',
};
const TYPING_MS = 200;

export function TargetChoice({ field, action, path, onChange }: TargetChoiceProps) {
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), TYPING_MS);
  const chosenId = typeof action[field] === 'string' ? action[field] : undefined;
  const isInferred = action['source'] === INFERRED.value;
  const chosen = useQuery({
    ...targetChoicesQuery(field, { id: chosenId ?? '' }),
    enabled: chosenId !== undefined,
  }).data?.find(({ value }) => value === chosenId);
  // What stands in the field for the chosen one is no search.
  const isSearch = text !== INFERRED.label && text !== chosen?.label;
  const found = useQuery(targetChoicesQuery(field, { text: isSearch ? text : '' })).data ?? [];
  const problem = useProblem(`${path}.${field}`);
  const data = [INFERRED, ...found.filter(({ value }) => value !== chosenId), ...(chosen ? [chosen] : [])];
  const choose = (value: string | null): void => {
    const { [field]: _target, ...rest } = action;
    onChange(
      value === INFERRED.value ? { ...rest, source: INFERRED.value } : { ...rest, source: 'selected', [field]: value },
    );
  };
  return (
    <Select
      label={NAMES[field]}
      data={data}
      value={isInferred ? INFERRED.value : (chosenId ?? null)}
      onChange={choose}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      searchable
      allowDeselect={false}
      error={problem}
    />
  );
}
