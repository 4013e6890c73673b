// The command line without a platform: help, misuse, settings, and what is said when nobody listens.
import { describe, expect, it } from 'vitest';
import { findFreePort } from '../free-port.js';
import { runCli, runCliHere } from './run-cli.js';

describe('help', () => {
  it('lists the groups, and each command has its options and examples', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['dev', 'server', 'worker', 'flow-run', 'flow', 'automation', 'template', 'config', 'doctor']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    }
    const resume = await runCliHere(['flow-run', 'resume', '--help']);
    expect(resume.code).toBe(0);
    expect(resume.stdout).toContain('--json');
    expect(resume.stdout).toMatch(/Examples:\n {2}\$ sluice flow-run resume/);
  });

  it('has the version', async () => {
    const { code, stdout } = await runCli(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('misuse', () => {
  it('is exit code 2 of the process', async () => {
    const { code, stdout, stderr } = await runCli(['flow-run', 'ls', '--limit', 'few']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Error: .*whole number from 1 up\.\n$/);
  });

  it.each([
    [['flow-rnu'], "unknown command 'flow-rnu'\n(Did you mean flow-run?)"],
    [['flow-run', 'ls', '--limt', '3'], "unknown option '--limt'\n(Did you mean --limit?)"],
    [['flow-run', 'resume'], "missing required argument 'id'"],
    [['flow-run', 'ls', '--limit', 'few'], 'Expected a whole number from 1 up.'],
    [['flow-run', 'wait', 'x', '--timeout', 'soon'], 'span of time'],
    [['dev', '--port', '99999'], 'Expected a port'],
    [['flow', 'ls', '--api-url', 'nowhere'], 'Expected an http or https address'],
    [['worker', 'start'], '--workflows'],
  ])('%j exits with 2 and says what is wrong', async (args, words) => {
    const { code, stdout, stderr } = await runCliHere(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Error: /);
    expect(stderr).toContain(words);
  });

  it.each([
    [['flow-run', 'start', 'f', '--param', 'novalue'], "Expected --param to be key=value, got 'novalue'."],
    [['flow-run', 'start', 'f', '--params', '[1]'], 'Expected --params to be a JSON object, got [1].'],
    [['flow-run', 'resume', 'x', '--input', '{'], 'Expected --input to be a JSON object'],
  ])('%j exits with 2 before anything is sent', async (args, words) => {
    const { code, stderr } = await runCliHere(args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it('of a group shows its commands', async () => {
    const { code, stderr } = await runCliHere(['flow-run']);
    expect(code).toBe(2);
    expect(stderr).toContain('resume');
  });
});

describe('without a server', () => {
  it('says where it looked and what to do, and exits with 1', async () => {
    const apiUrl = `http://127.0.0.1:${await findFreePort()}/api`;
    const plain = await runCli(['flow', 'ls', '--api-url', apiUrl]);
    expect(plain).toMatchObject({ code: 1, stdout: '' });
    expect(plain.stderr).toContain(`The Sluice API at ${apiUrl} cannot be reached`);
    expect(plain.stderr).toContain('sluice dev');
    const asJson = await runCliHere(['flow', 'ls', '--api-url', apiUrl, '--json']);
    expect(JSON.parse(asJson.stderr)).toMatchObject({ error: { code: 'platform-unavailable' } });
  });

  it('the doctor says what is missing and how to mend it', async () => {
    const environment = {
      SLUICE_API_URL: `http://127.0.0.1:${await findFreePort()}/api`,
      TEMPORAL_ADDRESS: '127.0.0.1:1',
    };
    const { code, stdout } = await runCli(['doctor'], { environment });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ node/);
    expect(stdout).toMatch(/✗ API .*refused/);
    expect(stdout).toMatch(/✗ Temporal /);
    expect(stdout).toContain('TEMPORAL_ADDRESS');
  });

  it('a bad setting is named by every command, without secrets', async () => {
    const environment = { SLUICE_PORT: 'many', DATABASE_URL: 'secret://x' };
    const { code, stderr } = await runCli(['flow', 'ls'], { environment });
    expect(code).toBe(1);
    expect(stderr).toContain('SLUICE_PORT');
    expect(stderr).toContain("'many'");
    expect(stderr).not.toContain('secret:');
  });
});

describe('config view', () => {
  it('shows every setting, where it comes from, and no secret', async () => {
    const environment = { SLUICE_PORT: '4300', SLUICE_API_KEY: 'top-secret' };
    const { code, stdout } = await runCli(['config', 'view', '--json'], { environment });
    expect(code).toBe(0);
    expect(stdout).not.toContain('top-secret');
    const settings = JSON.parse(stdout) as { name: string; value: unknown; from: string }[];
    const of = (name: string) => settings.find((setting) => setting.name === name);
    expect(of('SLUICE_PORT')).toMatchObject({ value: 4300, from: 'environment' });
    expect(of('SLUICE_API_KEY')).toMatchObject({ value: '********', from: 'environment' });
    expect(of('SLUICE_API_URL')).toMatchObject({ value: 'http://127.0.0.1:4300/api', from: 'default' });
    expect((await runCliHere(['config', 'view'])).stdout).toMatch(/^SETTING +VALUE +FROM +MEANING\n/);
  });
});
