// Short notices about what was just done, or was not, said aloud by screen readers too. Apart so that any view can give
// one and none draws its own.
import { Notification, Stack, Text } from '@mantine/core';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { adviceOf, sentenceOf } from '../parts/error-note.js';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly failed: boolean;
}

interface Notices {
  readonly tell: (text: string) => void;
  readonly tellError: (error: unknown) => void;
}

const SHOWN_MS = 6_000;
const NoticesContext = createContext<Notices>({ tell: () => undefined, tellError: () => undefined });
let lastId = 0;

/** Gives notices to everything inside. */
export function NoticeProvider({ children }: { readonly children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const close = useCallback((id: number) => setNotices((all) => all.filter((notice) => notice.id !== id)), []);
  const calls = useMemo(() => {
    const add = (text: string, failed: boolean): void => {
      const id = ++lastId;
      setNotices((all) => [...all, { id, text, failed }]);
      // What failed stays until it is closed.
      if (!failed) setTimeout(() => close(id), SHOWN_MS);
    };
    return {
      tell: (text: string) => add(text, false),
      tellError: (error: unknown) => add([sentenceOf(error), adviceOf(error) ?? []].flat().join('\n'), true),
    };
  }, [close]);
  return (
    <NoticesContext value={calls}>
      {children}
      <Stack gap="xs" pos="fixed" bottom={16} right={16} maw="min(26rem, calc(100vw - 32px))" role="status">
        {notices.map(({ id, text, failed }) => (
          <Notification
            key={id}
            withBorder
            color={failed ? 'red' : 'teal'}
            onClose={() => close(id)}
            closeButtonProps={{ 'aria-label': 'Close the notice' }}
          >
            <Text size="sm" className="anywhere" style={{ whiteSpace: 'pre-line' }}>
              {text}
            </Text>
          </Notification>
        ))}
      </Stack>
    </NoticesContext>
  );
}

/** The calls that give notices. */
export function useNotices(): Notices {
  return useContext(NoticesContext);
}
