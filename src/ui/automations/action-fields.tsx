// The fields of what an automation does, one action after another.
import { Button, Fieldset, Group, Select, Stack, Text } from '@mantine/core';
import { ActionField } from './action-field.js';
import { ACTION_FIELDS, isActionType, newAction } from './action-kinds.js';
import type { DraftAction } from './draft.js';
import { useProblem } from './draft-problems.js';

interface ActionFieldsProps {
  readonly actions: readonly DraftAction[];
  readonly onChange: (actions: readonly DraftAction[]) => void;
  /** Where the list is in the draft. */
  readonly path: string;
}

const KINDS = Object.keys(ACTION_FIELDS).map((value) => ({ value, label: value.replaceAll('-', ' ') }));

export function ActionFields({ actions, onChange, path }: ActionFieldsProps) {
  const setAt = (index: number, next: DraftAction) => onChange(actions.map((each, at) => (at === index ? next : each)));
  return (
    <Stack gap="sm">
      {actions.length === 0 && (
        <Text size="sm" className="soft">
          Nothing is done.
        </Text>
      )}
      {actions.map((action, index) => (
        <OneAction
          key={index}
          number={index + 1}
          action={action}
          path={`${path}[${index}]`}
          onChange={(next) => setAt(index, next)}
          onRemove={() => onChange(actions.filter((_, at) => at !== index))}
        />
      ))}
      <Group>
        <Button variant="default" size="xs" onClick={() => onChange([...actions, newAction('do-nothing')])}>
          Add an action
        </Button>
      </Group>
    </Stack>
  );
}

interface OneActionProps {
  readonly number: number;
  readonly action: DraftAction;
  readonly path: string;
  readonly onChange: (action: DraftAction) => void;
  readonly onRemove: () => void;
}

function OneAction({ number, action, path, onChange, onRemove }: OneActionProps) {
  const problem = useProblem(`${path}.type`);
  const kind = isActionType(action.type) ? action.type : null;
  return (
    <Fieldset legend={`Action ${number}`}>
      <Stack gap="sm">
        <Select
          label="What to do"
          data={KINDS}
          value={kind}
          onChange={(type) => isActionType(type) && onChange(newAction(type))}
          allowDeselect={false}
          searchable
          error={problem}
        />
        {kind !== null &&
          ACTION_FIELDS[kind].map((field) => (
            <ActionField key={`${kind} ${field}`} field={field} action={action} path={path} onChange={onChange} />
          ))}
        <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} onClick={onRemove}>
          Remove action {number}
        </Button>
      </Stack>
    </Fieldset>
  );
}
