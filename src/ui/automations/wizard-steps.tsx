// The three steps of writing an automation: when it acts, what it does, what it is called.
import {
  Alert,
  Button,
  Fieldset,
  Group,
  Radio,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { ActionFields } from './action-fields.js';
import type { Draft, DraftTrigger } from './draft.js';
import { useProblem } from './draft-problems.js';
import { TEMPLATES } from './draft-templates.js';
import { TriggerFields } from './trigger-fields.js';

export interface StepProps {
  readonly draft: Draft;
  readonly set: (changes: Partial<Draft>) => void;
}

export function TriggerStep({ draft, set }: StepProps) {
  const [template, setTemplate] = useState<string | null>(null);
  const [replaced, setReplaced] = useState<DraftTrigger | null>(null);
  const problem = useProblem('trigger');
  const choose = (name: string): void => {
    setTemplate(name);
    setReplaced(isTemplate(draft.trigger) ? null : draft.trigger);
    const chosen = TEMPLATES[name];
    if (chosen) set({ trigger: chosen.trigger });
  };
  return (
    <Stack>
      <Radio.Group label="Start from" value={template} onChange={choose}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
          {Object.entries(TEMPLATES).map(([name, { about }]) => (
            <Radio key={name} value={name} label={name} description={about} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      {replaced && (
        <Alert color="gray" role="status">
          <Group justify="space-between" gap="xs">
            <Text size="sm">The template took the place of the trigger that was here.</Text>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                set({ trigger: replaced });
                setTemplate(null);
                setReplaced(null);
              }}
            >
              Put it back
            </Button>
          </Group>
        </Alert>
      )}
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)">
          {problem}
        </Text>
      )}
      <TriggerFields trigger={draft.trigger} onChange={(trigger) => set({ trigger })} path="trigger" />
    </Stack>
  );
}

/** Nobody's own work is lost with it. */
function isTemplate(trigger: DraftTrigger): boolean {
  const written = JSON.stringify(trigger);
  return Object.values(TEMPLATES).some((template) => JSON.stringify(template.trigger) === written);
}

const LATER_LISTS = {
  actions_on_trigger: 'Also when it fires',
  actions_on_resolve: 'When a metric is well again',
} as const;

export function ActionsStep({ draft, set }: StepProps) {
  return (
    <Stack>
      <ActionFields actions={draft.actions} onChange={(actions) => set({ actions })} path="actions" />
      <details>
        <summary>Actions of their own for the start and the end</summary>
        <Stack mt="sm">
          {(['actions_on_trigger', 'actions_on_resolve'] as const).map((list) => (
            <Fieldset key={list} legend={LATER_LISTS[list]}>
              <ActionFields actions={draft[list] ?? []} onChange={(actions) => set({ [list]: actions })} path={list} />
            </Fieldset>
          ))}
        </Stack>
      </details>
    </Stack>
  );
}

export function DetailsStep({ draft, set }: StepProps) {
  return (
    <Stack>
      <TextInput
        label="Name"
        required
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        error={useProblem('name')}
      />
      <Textarea
        label="Description"
        value={draft.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
        error={useProblem('description')}
      />
      <TagsInput
        label="Tags"
        value={[...(draft.tags ?? [])]}
        onChange={(tags) => set({ tags })}
        error={useProblem('tags')}
      />
      <Switch
        label="On from the start"
        checked={draft.enabled !== false}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
    </Stack>
  );
}
