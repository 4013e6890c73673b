// How the form library draws titles, help texts and the button that adds an entry: in the size of everything else here, and
// with words where it has signs alone.
import { Button, Text } from '@mantine/core';
import type { DescriptionFieldProps, IconButtonProps, TitleFieldProps } from '@rjsf/utils';

/** The library names entries of a list `Addresses-1`. */
function TitleFieldTemplate({ id, title, required, optionalDataControl }: TitleFieldProps) {
  return (
    <>
      {title && (
        <Text id={id} fw={600} size="sm" component="span">
          {title.replace(/-(\d+)$/, ' $1')}
          {required && ' *'}
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

function AddButton({ id, className, disabled, onClick }: IconButtonProps) {
  return (
    <Button id={id} className={className} size="xs" variant="default" disabled={disabled} onClick={onClick}>
      Add an entry
    </Button>
  );
}

export const formTemplates = { TitleFieldTemplate, DescriptionFieldTemplate, ButtonTemplates: { AddButton } };
