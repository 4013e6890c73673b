// Fields of forms that the form library draws without their help text, or in a size that hides what is in them.
import { Checkbox, Textarea } from '@mantine/core';
import type { WidgetProps } from '@rjsf/utils';

const MOST_ROWS = 16;

function shared({ id, htmlName, name, label, hideLabel, required, disabled, readonly, rawErrors = [] }: WidgetProps) {
  return {
    id,
    name: htmlName ?? name,
    label: hideLabel ? undefined : label,
    required,
    disabled: disabled || readonly,
    error: rawErrors.length > 0 ? rawErrors.join('\n') : undefined,
  };
}

const helpOf = ({ options, schema }: WidgetProps) => options.description ?? schema.description;

function TextareaWidget(props: WidgetProps) {
  const { onChange, options } = props;
  const value: unknown = props.value;
  return (
    <Textarea
      {...shared(props)}
      description={helpOf(props)}
      autosize
      minRows={2}
      maxRows={MOST_ROWS}
      value={typeof value === 'string' ? value : ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? options.emptyValue : currentTarget.value)}
    />
  );
}

function CheckboxWidget(props: WidgetProps) {
  const { required: _required, ...fields } = shared(props);
  return (
    <Checkbox
      {...fields}
      description={helpOf(props)}
      checked={props.value === true}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
    />
  );
}

export const formWidgets = { TextareaWidget, CheckboxWidget };
