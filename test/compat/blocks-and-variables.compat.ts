// Blocks and variables from Prefect's command line and Python package.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPlatform, type PlatformUnderTest } from './platform-under-test.js';

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = await connectPlatform();
});
afterAll(() => platform.prefect.close());

describe('prefect variable', () => {
  it('sets, gets, refuses to overwrite unasked, lists and unsets', async () => {
    const { prefect } = platform;
    const name = `v_${randomUUID().replaceAll('-', '')}`;
    expect(await prefect.ok('variable', 'set', name, '{"n": 5}', '--tag', 'a')).toContain(`Set variable '${name}'.`);
    const taken = await prefect.cli('variable', 'set', name, '6');
    expect(taken.code).toBe(1);
    expect(taken.output).toContain('already exists');
    await prefect.ok('variable', 'set', name, '[1]', '--overwrite');
    expect((await prefect.ok('variable', 'get', name)).trim()).toBe('[1]');
    expect(await prefect.json('variable', 'inspect', name)).toMatchObject({ name, value: [1] });
    expect(await prefect.ok('variable', 'ls')).toContain(name);
    await prefect.ok('variable', 'unset', name, '--no-prompt');
    const gone = await prefect.cli('variable', 'get', name);
    expect(gone.code).toBe(1);
    expect(gone.output).toContain(`Variable '${name}' not found.`);
  });
});

describe('prefect block', () => {
  it('lists kinds, registers those of a module, and shows blocks with their secrets masked', async () => {
    const { prefect } = platform;
    expect(await prefect.ok('block', 'type', 'ls')).toContain('slack-webhook');
    expect(await prefect.ok('block', 'register', '-m', 'prefect.blocks.webhook')).toMatch(
      /Successfully registered \d+/,
    );
    await prefect.script('blocks_and_variables.py');
    const blocks = await prefect.ok('block', 'ls');
    const slug = /slack-webhook\/slack-[0-9a-f]{8}/.exec(blocks)?.[0] ?? '';
    const inspected = await prefect.ok('block', 'inspect', slug);
    expect(inspected).toContain('********');
    expect(inspected).not.toContain('hooks.example.com');
    expect(await prefect.ok('block', 'type', 'inspect', 'slack-webhook')).toContain('Slack Webhook');
    await prefect.ok('block', 'delete', slug, '--no-prompt');
    expect(await prefect.ok('block', 'ls')).not.toContain(slug);
  });
});
