import { describe, expect, it } from 'vitest';
import { readConfig, SETTINGS } from '../src/config.js';

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      api: { url: 'http://127.0.0.1:4200/api', key: null, authString: null },
      server: { host: '127.0.0.1', port: 4200, allowedHosts: [], allowedOrigins: [] },
      databaseUrl: null,
      dataDir: `${process.cwd()}/.sluice`,
      temporal: { address: null, namespace: 'default', port: 7233, uiPort: 8233, uiUrl: null },
      eventRetentionDays: 7,
      mostQueuedEvents: 200_000,
      logLevel: 'info',
      shutdownGraceMs: 10_000,
    });
  });

  it('reads what is set, and takes an empty variable as absent', () => {
    const config = readConfig({
      SLUICE_PORT: '5000',
      SLUICE_HOST: '0.0.0.0',
      SLUICE_API_KEY: '',
      SLUICE_ALLOWED_HOSTS: 'a.example, b.example,',
      DATABASE_URL: 'postgres://u:p@db/x',
      TEMPORAL_ADDRESS: 'temporal:7233',
      TEMPORAL_TLS: 'true',
      XDG_CACHE_HOME: '/caches',
      SLUICE_SHUTDOWN_GRACE_SECONDS: '0.5',
    });
    expect(config).toMatchObject({
      api: { url: 'http://127.0.0.1:5000/api', key: null },
      server: { host: '0.0.0.0', port: 5000, allowedHosts: ['a.example', 'b.example'] },
      databaseUrl: 'postgres://u:p@db/x',
      temporal: { address: 'temporal:7233', tls: true },
      cacheDir: '/caches/sluice',
      shutdownGraceMs: 500,
    });
  });

  it('names every bad variable, what was found and what was expected', () => {
    const bad = { SLUICE_PORT: '70000', TEMPORAL_ADDRESS: 'http://x', SLUICE_LOG_LEVEL: 'loud' };
    expect(() => readConfig(bad)).toThrow(
      expect.objectContaining({
        code: 'definition-invalid',
        fields: [
          { path: 'SLUICE_PORT', message: expect.stringContaining("found '70000'") as string },
          { path: 'TEMPORAL_ADDRESS', message: "expected host:port, found 'http://x'" },
          { path: 'SLUICE_LOG_LEVEL', message: expect.stringContaining("found 'loud'") as string },
        ],
      }) as Error,
    );
  });

  it('never shows a secret, however wrong it is', () => {
    const secrets = Object.entries(SETTINGS).flatMap(([name, setting]) => ('secret' in setting ? [name] : []));
    const known = [
      'SLUICE_API_KEY',
      'SLUICE_API_AUTH_STRING',
      'DATABASE_URL',
      'SLUICE_ENCRYPTION_KEY',
      'TEMPORAL_API_KEY',
    ];
    expect(secrets).toEqual(expect.arrayContaining(known));
    for (const name of ['SLUICE_API_AUTH_STRING', 'DATABASE_URL']) {
      expect(() => readConfig({ [name]: 'hunter2' })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }) as Error,
      );
    }
  });

  it('wants both files of mutual TLS', () => {
    expect(() => readConfig({ TEMPORAL_TLS_CERT: 'c.pem' })).toThrow(/TEMPORAL_TLS_KEY/);
    const { temporal } = readConfig({ TEMPORAL_TLS_CERT: 'c.pem', TEMPORAL_TLS_KEY: 'k.pem' });
    expect(temporal.tls).toEqual({ certFile: 'c.pem', keyFile: 'k.pem' });
  });
});
