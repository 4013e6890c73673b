// The frame of every view: where one is, where one can go, light or dark, and whether the page hears the server.
import {
  ActionIcon,
  AppShell,
  Badge,
  Burger,
  Button,
  Group,
  NavLink,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useIsLive, useLiveUpdates } from '../server/live.js';
import { sessionQuery, signOut } from '../server/session.js';

const PLACES = [
  { to: '/', label: 'Dashboard' },
  { to: '/runs', label: 'Runs' },
  { to: '/deployments', label: 'Deployments' },
  { to: '/automations', label: 'Automations' },
  { to: '/events', label: 'Events' },
  { to: '/blocks', label: 'Blocks' },
  { to: '/variables', label: 'Variables' },
  { to: '/webhooks', label: 'Webhooks' },
  { to: '/work-pools', label: 'Work pools' },
] as const;

export function Shell() {
  const [opened, { toggle, close }] = useDisclosure();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const here = useRouterState({ select: ({ location }) => location.href });
  const session = useQuery(sessionQuery).data;
  const needsSignIn = session !== undefined && session.required && !session.signed_in;
  useLiveUpdates(session !== undefined && !needsSignIn);
  useEffect(close, [pathname, close]);
  useEffect(() => {
    if (needsSignIn && pathname !== '/sign-in') location.assign(`/sign-in?to=${encodeURIComponent(here)}`);
  }, [needsSignIn, pathname, here]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 200, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
      transitionDuration={0}
    >
      <AppShell.Header>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Menu"
              aria-expanded={opened}
            />
            <Text component={Link} to="/" fw={700} size="lg" c="inherit" td="none">
              Sluice
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            {!needsSignIn && <LiveMark />}
            <SchemeSwitch />
            {session?.required && session.signed_in && <SignOutButton user={session.user} />}
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Views" data-closed={!opened || undefined}>
        {PLACES.map(({ to, label }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={label}
            variant="light"
            c="inherit"
            active={to === '/' ? pathname === '/' : pathname.startsWith(to)}
            aria-current={(to === '/' ? pathname === '/' : pathname.startsWith(to)) ? 'page' : undefined}
          />
        ))}
        <NavLink component="a" href="/docs" label="API description" mt="auto" />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function LiveMark() {
  const live = useIsLive();
  return (
    <Badge
      variant="dot"
      color={live ? 'teal' : 'gray'}
      tt="none"
      fw={500}
      title={
        live ? 'What happens on the server is shown as it happens.' : 'The connection to the server is being made.'
      }
    >
      {live ? 'Live' : 'Connecting'}
    </Badge>
  );
}

function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = colorScheme === 'auto' ? 'light' : colorScheme === 'light' ? 'dark' : 'auto';
  const sign = { auto: '◐', light: '☀', dark: '☾' }[colorScheme];
  return (
    <ActionIcon
      variant="default"
      onClick={() => setColorScheme(next)}
      aria-label={`Colours: ${colorScheme}. Change to ${next}.`}
      title={`Colours: ${colorScheme}`}
    >
      <span aria-hidden>{sign}</span>
    </ActionIcon>
  );
}

function SignOutButton({ user }: { readonly user: string | null }) {
  const leave = (): void => void signOut().finally(() => location.assign('/sign-in'));
  return (
    <Button size="xs" variant="default" onClick={leave}>
      Sign out{user ? ` ${user}` : ''}
    </Button>
  );
}
