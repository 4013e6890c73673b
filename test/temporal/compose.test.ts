// docker-compose.yml, judged by the compose client where one is installed, and everywhere by what its services need of each
// other: that each waits for what it needs, that what is waited for can be told, and that files and volumes are there.
import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/config.js';
import { DYNAMIC_CONFIG } from '../../src/temporal/dynamic-config.js';

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = async (path: string): Promise<unknown> => parse(await readFile(root(path), 'utf8'));

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly restart?: string;
  readonly environment?: Record<string, string>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[]; readonly retries: number };
  readonly depends_on?: Record<string, { readonly condition: string }>;
}
interface ComposeFile {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
}
const readCompose = async () => (await read('docker-compose.yml')) as ComposeFile;

/** What `config` of a compose client says of the file: whether it takes it, the names of the services, and why not. */
interface Verdict {
  readonly taken: boolean;
  readonly services: readonly string[];
  readonly complaint: string;
}
type Judge = (settings: Record<string, string>) => Promise<Verdict>;

const CLIENTS = [['docker', 'compose'], ['docker-compose']] as const;

/** The compose client of this machine. A `docker` without its compose plugin is none. */
function findClient(): Judge | undefined {
  const client = CLIENTS.find(([file, ...args]) => spawnSync(file, [...args, 'version']).status === 0);
  if (!client) return undefined;
  const [file, ...args] = client;
  return async (settings) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...settings };
    const command = [...args, '--file', root('docker-compose.yml'), 'config', '--services'];
    const { status, stdout, stderr } = spawnSync(file, command, { env, encoding: 'utf8' });
    return { taken: status === 0, services: stdout.split('\n').filter((line) => line !== ''), complaint: stderr };
  };
}

/** The same by our own reading, where there is no client: every `${NAME…}` is filled in as compose does. */
const judgeByHand: Judge = async (settings) => {
  const text = await readFile(root('docker-compose.yml'), 'utf8');
  const withoutComments = text.replace(/^\s*#.*$/gm, '');
  const missing: string[] = [];
  const filled = withoutComments.replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, how?: string, more = '') => {
      const given = settings[name] ?? '';
      if (given !== '' || how === '-') return given === '' ? (more as string) : given;
      missing.push(`required variable ${name} is missing a value: ${String(more)}`);
      return '';
    },
  );
  expect(filled, 'no other use of a dollar sign').not.toContain('$');
  if (missing.length > 0) return { taken: false, services: [], complaint: missing.join('\n') };
  const { services } = parse(filled) as ComposeFile;
  return { taken: true, services: Object.keys(services), complaint: '' };
};

const NEEDED = ['postgres', 'temporal-schema', 'temporal', 'temporal-namespace', 'temporal-ui', 'server', 'worker'];

describe('docker-compose.yml', () => {
  it('is whole, and asks for an API key and for nothing else', async () => {
    const judge = findClient() ?? judgeByHand;
    const keyless = await judge({});
    expect(keyless).toMatchObject({
      taken: false,
      complaint: expect.stringContaining('set SLUICE_API_KEY to a long random text') as unknown,
    });
    const { taken, services, complaint } = await judge({ SLUICE_API_KEY: 'a-key' });
    expect(taken, complaint).toBe(true);
    expect([...services].sort()).toEqual([...NEEDED].sort());
  });

  it('makes every service from an image or from this folder', async () => {
    const { services } = await readCompose();
    for (const [name, { image, build }] of Object.entries(services)) {
      expect(image ?? build, name).toBeDefined();
      if (build !== undefined) await stat(root(`${build}/Dockerfile`));
      // A version that moves by itself would be another one tomorrow.
      else expect(image, name).toMatch(/:(\$\{[A-Z_]+:-\d[\w.]*\}|local)$/);
    }
    const made = Object.values(services).filter(({ build }) => build !== undefined);
    expect(made.map(({ image }) => image)).toContain(services.worker?.image);
  });

  it('starts each service once what it needs is there, and can tell', async () => {
    const { services } = await readCompose();
    const needs = (name: string) =>
      Object.entries(services[name]?.depends_on ?? {}).map(([needed, { condition }]) => `${needed} ${condition}`);
    expect(Object.fromEntries(NEEDED.map((name) => [name, needs(name)]))).toEqual({
      postgres: [],
      'temporal-schema': ['postgres service_healthy'],
      temporal: ['temporal-schema service_completed_successfully'],
      'temporal-namespace': ['temporal service_healthy'],
      'temporal-ui': ['temporal service_healthy'],
      server: ['postgres service_healthy', 'temporal-namespace service_completed_successfully'],
      worker: ['server service_healthy'],
    });
    for (const [needed, { condition }] of Object.values(services).flatMap(({ depends_on: by = {} }) =>
      Object.entries(by),
    )) {
      const { healthcheck, restart } = services[needed] as Service;
      if (condition === 'service_healthy') {
        expect(healthcheck?.test[0], needed).toMatch(/^CMD(-SHELL)?$/);
        expect(healthcheck?.retries, needed).toBeGreaterThan(1);
        expect(restart, needed).toBe('unless-stopped');
        // One that always starts again never completes.
      } else expect(restart, needed).toBe('on-failure');
    }
  });

  it('gives Temporal the very settings of the dev server, where Temporal looks for them', async () => {
    const file = (await read('docker/temporal-dynamic-config.yaml')) as Record<string, [{ value: unknown }]>;
    expect(Object.fromEntries(Object.entries(file).map(([name, [{ value }]]) => [name, value]))).toEqual(
      DYNAMIC_CONFIG,
    );
    const { temporal } = (await readCompose()).services;
    const place = temporal?.environment?.DYNAMIC_CONFIG_FILE_PATH;
    expect(temporal?.volumes).toContain(`./docker/temporal-dynamic-config.yaml:${place}:ro`);
  });

  it('sets only what the server and the worker read', async () => {
    const { services } = await readCompose();
    const names = ['server', 'worker'].flatMap((name) => Object.keys(services[name]?.environment ?? {}));
    expect(names.filter((name) => !Object.hasOwn(SETTINGS, name))).toEqual([]);
  });

  it('publishes nothing beyond loopback, and keeps the database from the worker', async () => {
    const { services } = await readCompose();
    for (const { ports = [] } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    expect(Object.keys(services.worker?.environment ?? {})).not.toContain('DATABASE_URL');
  });

  it('names only services, files and volumes that exist', async () => {
    const { services, volumes: named } = await readCompose();
    for (const { depends_on: needed = {}, volumes = [] } of Object.values(services)) {
      for (const name of Object.keys(needed)) expect(Object.keys(services)).toContain(name);
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('./')) await stat(root(source));
        else expect(Object.keys(named)).toContain(source);
      }
    }
  });
});
