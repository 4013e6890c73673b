// A form drawn from a JSON Schema, with the values as JSON beside it for those who would rather write. Loaded only when a
// form is opened: the form library is larger than the rest of a view.
import { Alert, Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import Form from '@rjsf/mantine';
import { useMemo, useState } from 'react';
import { isSluiceError } from '../../domain/errors.js';
import { ErrorNote } from '../parts/error-note.js';
import { toDrawnSchema } from './drawn-schema.js';
import { toErrorTree } from './field-errors.js';
import { formTemplates } from './form-templates.js';
import { formWidgets } from './form-widgets.js';
import { schemaValidator } from './schema-validator.js';

interface SchemaFormProps {
  /** Null: anything goes, so the values are written as JSON. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  readonly initial: Readonly<Record<string, unknown>> | null;
  readonly submitLabel: string;
  /** What the server said about the last attempt. */
  readonly error: unknown;
  readonly busy: boolean;
  readonly onSubmit: (values: Record<string, unknown>) => void;
}

const PREFIXES = ['run_input', 'parameters', 'data'];

export default function SchemaForm({ schema, initial, submitLabel, error, busy, onSubmit }: SchemaFormProps) {
  const [mode, setMode] = useState(schema === null ? 'json' : 'form');
  const [values, setValues] = useState<Record<string, unknown>>({ ...initial });
  const [text, setText] = useState(() => JSON.stringify(initial ?? {}, null, 2));
  const drawn = useMemo(() => toDrawnSchema(schema), [schema]);
  const fields = isSluiceError(error) ? error.fields : [];
  const tree = useMemo(() => toErrorTree(fields, PREFIXES), [fields]);
  const parsed = useMemo(() => parseObject(text), [text]);
  const change = (next: string): void => {
    if (next === 'json') setText(JSON.stringify(values, null, 2));
    else if (parsed) setValues(parsed);
    else return;
    setMode(next);
  };
  return (
    <Stack gap="sm">
      {schema !== null && (
        <SegmentedControl
          size="xs"
          aria-label="How to answer"
          value={mode}
          onChange={change}
          data={[
            { value: 'form', label: 'Form' },
            { value: 'json', label: 'JSON' },
          ]}
          style={{ alignSelf: 'flex-start' }}
        />
      )}
      {error != null &&
        (mode === 'form' && fields.length > 0 ? (
          <Alert color="red" role="alert" title="Refused">
            <Text size="sm">See the fields below; nothing was changed.</Text>
          </Alert>
        ) : (
          <ErrorNote error={error} />
        ))}
      {mode === 'form' && drawn !== null ? (
        <Form
          schema={drawn}
          validator={schemaValidator}
          templates={formTemplates}
          widgets={formWidgets}
          className="schema-form"
          formData={values}
          extraErrors={tree}
          showErrorList={false}
          noHtml5Validate
          focusOnFirstError
          onError={() => undefined}
          disabled={busy}
          idPrefix="answer"
          uiSchema={{ 'ui:submitButtonOptions': { norender: true } }}
          onChange={({ formData }) => setValues((formData ?? {}) as Record<string, unknown>)}
          onSubmit={({ formData }) => onSubmit((formData ?? {}) as Record<string, unknown>)}
        >
          <Group mt="md">
            <Button type="submit" loading={busy}>
              {submitLabel}
            </Button>
          </Group>
        </Form>
      ) : (
        <>
          <Textarea
            label="Values as JSON"
            autosize
            minRows={4}
            maxRows={20}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={parsed === null ? 'Not a JSON object yet.' : undefined}
          />
          <Group>
            <Button loading={busy} disabled={parsed === null} onClick={() => parsed && onSubmit(parsed)}>
              {submitLabel}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
