// A field for a time of this place, kept as an instant: what people write is their clock's time, what an address holds and
// the server compares is the same moment everywhere.
import { TextInput } from '@mantine/core';

interface LocalTimeProps {
  readonly label: string;
  /** ISO 8601; left out: empty. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** What is wrong with it, said at the field. */
  readonly error?: string;
}

const MINUTE_MS = 60_000;
/** The last moment with a year of four digits: with more the browser goes on asking for digits of the year. */
const LATEST = '9999-12-31T23:59';

export function LocalTime({ label, value, onChange, error }: LocalTimeProps) {
  return (
    <TextInput
      type="datetime-local"
      className="local-time"
      label={label}
      max={LATEST}
      value={value === undefined ? '' : toLocalInput(value)}
      error={error}
      onChange={(event) => {
        const date = new Date(event.currentTarget.value);
        onChange(Number.isNaN(date.getTime()) ? undefined : date.toISOString());
      }}
    />
  );
}

/** What the browser's field for a local time takes: `2026-11-24T09:30`. */
function toLocalInput(iso: string): string {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
