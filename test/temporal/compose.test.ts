import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/config.js';
import { DYNAMIC_CONFIG } from '../../src/temporal/dynamic-config.js';

const read = async (path: string): Promise<unknown> =>
  parse(await readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8'));

interface Service {
  readonly environment?: Record<string, string>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Record<string, unknown>;
}

describe('docker-compose.yml', () => {
  it('gives Temporal the very settings of the dev server', async () => {
    const file = (await read('docker/temporal-dynamic-config.yaml')) as Record<string, [{ value: unknown }]>;
    expect(Object.fromEntries(Object.entries(file).map(([name, [{ value }]]) => [name, value]))).toEqual(
      DYNAMIC_CONFIG,
    );
  });

  it('sets only what the server and the worker read', async () => {
    const { services } = (await read('docker-compose.yml')) as { services: Record<string, Service> };
    const names = ['server', 'worker'].flatMap((name) => Object.keys(services[name]?.environment ?? {}));
    expect(names.filter((name) => !Object.hasOwn(SETTINGS, name))).toEqual([]);
  });

  it('publishes nothing beyond loopback, and keeps the database from the worker', async () => {
    const { services } = (await read('docker-compose.yml')) as { services: Record<string, Service> };
    for (const { ports = [] } of Object.values(services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    expect(Object.keys(services.worker?.environment ?? {})).not.toContain('DATABASE_URL');
  });

  it('names only services and files that exist', async () => {
    const { services } = (await read('docker-compose.yml')) as { services: Record<string, Service> };
    for (const { depends_on: needed = {}, volumes = [] } of Object.values(services)) {
      for (const name of Object.keys(needed)) expect(Object.keys(services)).toContain(name);
      for (const [, path = ''] of volumes.map((volume) => /^(\.\/[^:]+):/.exec(volume) ?? [])) {
        if (path !== '') await readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
      }
    }
  });
});
