// A text that a list is filtered by. It waits until typing stops, and follows the address when that changes by another way:
// a link, the way back.
import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const TYPING_MS = 80;

interface FilterTextProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: string | undefined;
  /** Undefined: nothing is typed. */
  readonly onChange: (text: string | undefined) => void;
}

export function FilterText({ value = '', onChange, ...input }: FilterTextProps) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useDebouncedCallback((text: string) => {
    told.current = text;
    onChange(text === '' ? undefined : text);
  }, TYPING_MS);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  return (
    <TextInput
      {...input}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
