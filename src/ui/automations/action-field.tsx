// One field of an action, drawn as what it holds: a target to choose, a template to write, a state, parameters.
import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { STATE_TYPES } from '../../domain/state-types.js';
import { JsonField } from '../parts/json-field.js';
import { TARGET_FIELDS, type TargetField } from './action-kinds.js';
import { blockChoicesQuery } from './choices.js';
import type { DraftAction } from './draft.js';
import { useProblem } from './draft-problems.js';
import { TargetChoice } from './target-choice.js';
import { SecondsField } from './trigger-inputs.js';

interface ActionFieldProps {
  readonly field: string;
  readonly action: DraftAction;
  /** Where the action is in the draft. */
  readonly path: string;
  readonly onChange: (action: DraftAction) => void;
}

const LABELS: Readonly<Record<string, string>> = {
  name: 'Name of the state',
  message: 'Message',
  subject: 'Subject',
  body: 'Body',
  payload: 'Payload',
};
const TEMPLATE = 'A template: {{ event.resource.id }}, {{ flow_run.name }}, {{ automation.name }} and so on.';

export function ActionField(props: ActionFieldProps) {
  const { field, action, path, onChange } = props;
  const value = action[field];
  const problem = useProblem(`${path}.${field}`);
  const set = (next: unknown) => onChange({ ...action, [field]: next });
  if (isTargetField(field)) return <TargetChoice {...props} field={field} />;
  switch (field) {
    case 'block_document_id':
      return <BlockChoice {...props} />;
    case 'state':
      return (
        <Select
          label="State"
          data={[...STATE_TYPES]}
          value={typeof value === 'string' ? value : null}
          onChange={set}
          error={problem}
          allowDeselect={false}
        />
      );
    case 'force':
      return (
        <Switch
          label="Even where the run would not go there by itself"
          checked={value === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      );
    case 'parameters':
      return (
        <JsonField
          label="Parameters"
          description="A JSON object over the deployment's own; texts are templates."
          value={value ?? {}}
          onChange={set}
          problem={problem}
        />
      );
    case 'schedule_after':
      return (
        <SecondsField
          label="Start after seconds"
          zeroMeans="at once"
          value={value ?? 0}
          onChange={(seconds) => set(seconds ?? 0)}
          path={`${path}.schedule_after`}
        />
      );
    default:
      return <TextField {...props} />;
  }
}

function isTargetField(field: string): field is TargetField {
  return TARGET_FIELDS.some((target) => target === field);
}

function TextField({ field, action, path, onChange }: ActionFieldProps) {
  const value = action[field];
  const isState = field === 'name' || field === 'message';
  const shared = {
    label: LABELS[field] ?? field,
    description: isState ? undefined : TEMPLATE,
    value: typeof value === 'string' ? value : '',
    error: useProblem(`${path}.${field}`),
  };
  const set = (text: string) => onChange({ ...action, [field]: isState && text === '' ? null : text });
  if (field === 'body' || field === 'payload') {
    return <Textarea {...shared} autosize minRows={3} onChange={(event) => set(event.currentTarget.value)} />;
  }
  return <TextInput {...shared} onChange={(event) => set(event.currentTarget.value)} />;
}

function BlockChoice({ field, action, path, onChange }: ActionFieldProps) {
  const found = useQuery(blockChoicesQuery).data ?? [];
  const chosen = action[field];
  const fitting = found.filter(({ value, serves }) => value === chosen || serves.some((type) => type === action.type));
  return (
    <Select
      label="Block"
      description={fitting.length === 0 ? 'There is none yet that can do this: make one under Blocks.' : undefined}
      data={fitting.map(({ value, label }) => ({ value, label }))}
      value={typeof chosen === 'string' ? chosen : null}
      onChange={(value) => onChange({ ...action, [field]: value })}
      searchable
      allowDeselect={false}
      nothingFoundMessage="There is none of this name"
      error={useProblem(`${path}.${field}`)}
    />
  );
}
