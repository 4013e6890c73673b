// Signing in: the credentials go to the server once and are kept by nobody here.
import { Button, Paper, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorNote } from './parts/error-note.js';
import { PageHeader } from './parts/page-header.js';
import { sessionQuery, signIn } from './server/session.js';

/** Only addresses of this page: `//elsewhere` and `/\elsewhere` are other servers. */
function safePlace(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/';
}

export function SignInView() {
  const { to } = useSearch({ from: '/sign-in' });
  const [secret, setSecret] = useState('');
  const [user, setUser] = useState('');
  const session = useQuery(sessionQuery).data;
  const enter = useMutation({
    mutationFn: () => signIn(secret, user.trim()),
    // The whole page anew: nothing that was refused before stays.
    onSuccess: () => location.assign(safePlace(to)),
  });
  return (
    <Paper withBorder p="lg" maw={420} mx="auto" mt="xl">
      <PageHeader title="Sign in" />
      {session?.required === false ? (
        <Text size="sm">This server asks for no credentials.</Text>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            enter.mutate();
          }}
        >
          <Stack>
            <TextInput
              label="Your name"
              description="Stands beside what you decide."
              autoComplete="name"
              value={user}
              onChange={(event) => setUser(event.currentTarget.value)}
            />
            <PasswordInput
              label="API key, or user:password"
              required
              autoComplete="current-password"
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
            />
            {enter.error && <ErrorNote error={enter.error} />}
            <Button type="submit" loading={enter.isPending}>
              Sign in
            </Button>
          </Stack>
        </form>
      )}
    </Paper>
  );
}
