// A JSON value written as text. What is not JSON yet stays in the field and reaches nobody; a value that changes elsewhere
// is written anew, so that two places that show the same value stay in step.
import { Textarea } from '@mantine/core';
import { useState } from 'react';

interface JsonFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** What the server said about it. */
  readonly problem?: string | undefined;
  readonly minRows?: number;
}

const write = (value: unknown): string => JSON.stringify(value, null, 2) ?? '';

export function JsonField({ label, description, value, onChange, problem, minRows = 3 }: JsonFieldProps) {
  const written = write(value);
  const [known, setKnown] = useState(written);
  const [text, setText] = useState(written);
  const [isJson, setIsJson] = useState(true);
  if (written !== known) {
    setKnown(written);
    setText(written);
    setIsJson(true);
  }
  const change = (next: string): void => {
    setText(next);
    try {
      const read: unknown = JSON.parse(next);
      setIsJson(true);
      setKnown(write(read));
      onChange(read);
    } catch {
      setIsJson(false);
    }
  };
  return (
    <Textarea
      label={label}
      description={description}
      error={isJson ? problem : 'Not JSON yet.'}
      autosize
      minRows={minRows}
      maxRows={20}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
