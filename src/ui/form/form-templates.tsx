// How the form library draws titles, help texts and the button that adds an entry: in the size of everything else here, and
// with words where it has signs alone.
import { Button, Text } from '@mantine/core';
import {
  errorId,
  type DescriptionFieldProps,
  type FieldErrorProps,
  type IconButtonProps,
  type TitleFieldProps,
} from '@rjsf/utils';

const ENTRY = /-(\d+)$/;

/** The library names entries of a list `Addresses-1`. */
function TitleFieldTemplate({ id, title, required, optionalDataControl }: TitleFieldProps) {
  return (
    <>
      {title && (
        <Text id={id} fw={600} size="sm" mb={6} component="div">
          {title.replace(ENTRY, ' $1')}
          {required && !ENTRY.test(title) && ' *'}
        </Text>
      )}
      {optionalDataControl}
    </>
  );
}

function DescriptionFieldTemplate({ id, description }: DescriptionFieldProps) {
  if (!description) return null;
  return (
    <Text id={id} size="xs" className="soft anywhere" mb={4} component="div">
      {description}
    </Text>
  );
}

/** Inputs show their own errors; what is wrong with a list or a group as a whole would be shown by nobody. */
function FieldErrorTemplate({ errors = [], fieldPathId, schema }: FieldErrorProps) {
  if (errors.length === 0) return null;
  const isWhole = schema.type === 'array' || schema.type === 'object';
  return (
    <Text
      id={errorId(fieldPathId)}
      size="sm"
      c="var(--mantine-color-error)"
      component="div"
      display={isWhole ? undefined : 'none'}
    >
      {errors.map((error, index) => (
        <div key={index}>{error}</div>
      ))}
    </Text>
  );
}

function AddButton({ id, className, disabled, onClick }: IconButtonProps) {
  return (
    <Button id={id} className={className} size="xs" variant="default" disabled={disabled} onClick={onClick}>
      Add an entry
    </Button>
  );
}

export const formTemplates = {
  TitleFieldTemplate,
  DescriptionFieldTemplate,
  FieldErrorTemplate,
  ButtonTemplates: { AddButton },
};
