// The fields of a trigger that hears events: their names, the resources they are about, how many and how soon.
import { Button, Group, NumberInput, Select, Stack, TagsInput } from '@mantine/core';
import { useProblem } from './draft-problems.js';
import { LabelRows, type Labels } from './label-rows.js';
import { ForEachField, SecondsField, type TriggerFieldsProps } from './trigger-inputs.js';

/** What a new row about a related resource starts with. */
const RELATED: Labels = { 'prefect.resource.role': 'deployment', 'prefect.resource.name': '*' };

export function EventTriggerFields({ trigger, onChange, path }: TriggerFieldsProps) {
  const set = (changes: Partial<typeof trigger>) => onChange({ ...trigger, ...changes });
  const absence = trigger.posture === 'Proactive';
  return (
    <Stack gap="sm">
      <Select
        label="Fires when the events"
        data={[
          { value: 'Reactive', label: 'happen' },
          { value: 'Proactive', label: 'do not happen in time' },
        ]}
        value={trigger.posture ?? 'Reactive'}
        onChange={(posture) => set({ posture: posture as 'Reactive' | 'Proactive' })}
        allowDeselect={false}
        error={useProblem(`${path}.posture`)}
      />
      <TagsInput
        label="Events"
        description="Names, each with Enter; * at the end stands for any text. None is any event."
        value={[...(trigger.expect ?? [])]}
        onChange={(expect) => set({ expect })}
        error={useProblem(`${path}.expect`)}
      />
      <TagsInput
        label="Only after"
        description="Events that open the window."
        value={[...(trigger.after ?? [])]}
        onChange={(after) => set({ after })}
        error={useProblem(`${path}.after`)}
      />
      <LabelRows
        legend="Resource"
        about="What the event is about. * stands for any text, a leading ! for all but this."
        labels={trigger.match ?? {}}
        onChange={(match) => set({ match })}
        path={`${path}.match`}
      />
      <RelatedFields related={trigger.match_related} onChange={(match_related) => set({ match_related })} path={path} />
      <ForEachField trigger={trigger} onChange={onChange} path={path} />
      <Group grow align="flex-start">
        <NumberInput
          label={absence ? 'Fewer times than' : 'Times'}
          min={1}
          value={Number(trigger.threshold ?? 1)}
          onChange={(threshold) => set({ threshold: Number(threshold) })}
          error={useProblem(`${path}.threshold`)}
        />
        <SecondsField
          label="Within seconds"
          zeroMeans="however long it takes"
          value={trigger.within ?? 0}
          onChange={(within) => set({ within: within ?? 0 })}
          path={`${path}.within`}
        />
      </Group>
    </Stack>
  );
}

interface RelatedFieldsProps {
  readonly related: unknown;
  readonly onChange: (related: unknown) => void;
  readonly path: string;
}

/** Each group of labels must be found in one of the resources related to the event. */
function RelatedFields({ related, onChange, path }: RelatedFieldsProps) {
  const groups = [related ?? {}].flat().filter((labels) => Object.keys(labels as Labels).length > 0) as Labels[];
  const set = (next: readonly Labels[]) => onChange(next.length === 0 ? {} : next.length === 1 ? next[0] : next);
  return (
    <>
      {groups.map((labels, index) => (
        <LabelRows
          key={index}
          legend={groups.length === 1 ? 'Related resource' : `Related resource ${index + 1}`}
          labels={labels}
          onChange={(next) => set(groups.map((each, at) => (at === index ? next : each)))}
          path={`${path}.match_related`}
        />
      ))}
      <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => set([...groups, RELATED])}>
        Add a related resource
      </Button>
    </>
  );
}
