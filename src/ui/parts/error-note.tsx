// Errors as people need them: what happened, what to do, and what to tell whoever helps.
import { Alert, Button, Group, Text } from '@mantine/core';
import { isSluiceError, type ErrorCode } from '../../domain/errors.js';

const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = {
  'platform-unavailable': 'Look whether the server runs, then try again.',
  'temporal-unavailable': 'Look whether Temporal runs, then try again.',
  'store-unavailable': 'Look whether the database runs, then try again.',
  'not-found': 'It may have been deleted, or the address is incomplete.',
  'flow-run-not-found': 'It may have been deleted, or the address is incomplete.',
  'too-many-requests': 'Wait a moment, then try again.',
  'wait-timeout': 'Look whether a worker runs, then try again.',
  'internal-error': 'Try again. If it stays so, the server’s log says more under the request’s id.',
};

/** What to do about an error, where that is known. */
export function adviceOf(error: unknown): string | undefined {
  return isSluiceError(error) ? ADVICE[error.code] : undefined;
}

/** An error as one text: the sentence, then the fields that are wrong. */
export function sentenceOf(error: unknown): string {
  if (!isSluiceError(error)) return error instanceof Error ? error.message : 'Something went wrong.';
  const fields = error.fields.filter(({ message }) => !error.message.includes(message));
  return [error.message, ...fields.map(({ path, message }) => `${path || 'The document'}: ${message}`)].join('\n');
}

/** An error in the place of what could not be shown. */
export function ErrorNote({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const advice = adviceOf(error);
  const requestId = isSluiceError(error) ? error.details['request_id'] : undefined;
  return (
    <Alert color="red" title="This did not work" role="alert">
      <Text size="sm" className="anywhere" style={{ whiteSpace: 'pre-wrap' }}>
        {sentenceOf(error)}
      </Text>
      {advice !== undefined && (
        <Text size="sm" mt={4}>
          {advice}
        </Text>
      )}
      {typeof requestId === 'string' && (
        <Text size="xs" mt={4}>
          Request {requestId}
        </Text>
      )}
      {retry && (
        <Group mt="sm">
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        </Group>
      )}
    </Alert>
  );
}
