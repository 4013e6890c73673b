// The fields of a trigger, whichever kind it is; a compound or sequence holds the fields of others.
import { Button, Fieldset, Group, NumberInput, Select, Stack } from '@mantine/core';
import type { DraftTrigger } from './draft.js';
import { newPart } from './draft-templates.js';
import { useProblem } from './draft-problems.js';
import { EventTriggerFields } from './event-trigger-fields.js';
import { LabelRows } from './label-rows.js';
import { ForEachField, SecondsField, type TriggerFieldsProps } from './trigger-inputs.js';

export function TriggerFields(props: TriggerFieldsProps) {
  if (props.trigger.type === 'event') return <EventTriggerFields {...props} />;
  return props.trigger.type === 'metric' ? <MetricFields {...props} /> : <CompositeFields {...props} />;
}

const MEASURES = [
  { value: 'successes', label: 'the share of runs that succeed' },
  { value: 'duration', label: 'the average duration, in seconds' },
  { value: 'lateness', label: 'the average lateness, in seconds' },
];

function MetricFields({ trigger, onChange, path }: TriggerFieldsProps) {
  const metric = trigger.metric ?? {};
  const set = (changes: Record<string, unknown>) => onChange({ ...trigger, metric: { ...metric, ...changes } });
  return (
    <Stack gap="sm">
      <Select
        label="Fires when"
        data={MEASURES}
        value={String(metric['name'])}
        onChange={(name) => set({ name })}
        allowDeselect={false}
        error={useProblem(`${path}.metric.name`)}
      />
      <Group grow align="flex-start">
        <Select
          label="Is"
          data={['<', '<=', '>', '>=']}
          value={String(metric['operator'])}
          onChange={(operator) => set({ operator })}
          allowDeselect={false}
          error={useProblem(`${path}.metric.operator`)}
        />
        <NumberInput
          label="Threshold"
          description={metric['name'] === 'successes' ? 'From 0 to 1.' : undefined}
          value={Number(metric['threshold'] ?? 0)}
          onChange={(threshold) => set({ threshold: Number(threshold) })}
          error={useProblem(`${path}.metric.threshold`)}
        />
      </Group>
      <Group grow align="flex-start">
        <SecondsField
          label="Over the last seconds"
          value={metric['range']}
          onChange={(range) => set({ range })}
          path={`${path}.metric.range`}
        />
        <SecondsField
          label="For at least seconds"
          value={metric['firing_for']}
          onChange={(firing_for) => set({ firing_for })}
          path={`${path}.metric.firing_for`}
        />
      </Group>
      <LabelRows
        legend="Of runs where"
        labels={trigger.match ?? {}}
        onChange={(match) => onChange({ ...trigger, match })}
        path={`${path}.match`}
      />
    </Stack>
  );
}

function CompositeFields({ trigger, onChange, path }: TriggerFieldsProps) {
  const triggers = trigger.triggers ?? [];
  const setAll = (next: readonly DraftTrigger[]) => onChange({ ...trigger, triggers: next });
  const requireProblem = useProblem(`${path}.require`);
  return (
    <Stack gap="sm">
      <Group grow align="flex-start">
        {trigger.type === 'compound' && (
          <Select
            label="Needed"
            data={[
              { value: 'all', label: 'all of them' },
              { value: 'any', label: 'any of them' },
              ...triggers.map((_, index) => ({ value: String(index + 1), label: `${index + 1} of them` })),
            ]}
            value={String(trigger.require ?? 'all')}
            onChange={(value) =>
              onChange({ ...trigger, require: value === 'any' || value === 'all' ? value : Number(value) })
            }
            allowDeselect={false}
            error={requireProblem}
          />
        )}
        <SecondsField
          label="Within seconds"
          emptyMeans="without a limit"
          value={trigger.within}
          onChange={(within) => onChange({ ...trigger, within })}
          path={`${path}.within`}
        />
      </Group>
      <ForEachField trigger={trigger} onChange={onChange} path={path} />
      {triggers.map((child, index) => (
        <Fieldset legend={trigger.type === 'sequence' ? `Step ${index + 1}` : `Part ${index + 1}`} key={index}>
          <TriggerFields
            trigger={child}
            path={`${path}.triggers[${index}]`}
            onChange={(next) => setAll(triggers.map((each, at) => (at === index ? next : each)))}
          />
          <Button mt="sm" size="xs" variant="default" onClick={() => setAll(triggers.filter((_, at) => at !== index))}>
            Remove {trigger.type === 'sequence' ? 'step' : 'part'} {index + 1}
          </Button>
        </Fieldset>
      ))}
      <Button variant="default" size="xs" onClick={() => setAll([...triggers, newPart()])}>
        Add a {trigger.type === 'sequence' ? 'step' : 'part'}
      </Button>
    </Stack>
  );
}
