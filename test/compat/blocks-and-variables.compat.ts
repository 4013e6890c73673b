// Blocks and variables from Prefect's command line and Python package.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver } from '../serving/served-flows.js';
import { connectPlatform, WAIT, type PlatformUnderTest } from './platform-under-test.js';

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
    const [link = ''] = /http\S+/.exec(await prefect.ok('block', 'create', 'slack-webhook')) ?? [];
    expect(link).toBe(`${new URL(platform.apiUrl).origin}/blocks/catalog/slack-webhook/create`);
    const unknown = await prefect.cli('block', 'create', 'no-such-kind');
    expect([unknown.code, unknown.output]).toEqual([1, expect.stringContaining('slack-webhook')]);
  });

  it('saves blocks that flows and automations of ours use, and an automation that uses one', async () => {
    const { prefect, sluice } = platform;
    const receiver = await startReceiver();
    try {
      const name = `in-use-${randomUUID().slice(0, 8)}`;
      await prefect.script('blocks_in_use.py', receiver.url, name);
      const json = await sluice.flowRuns.start('readsJson', { name });
      expect(await sluice.flowRuns.result(json)).toEqual({ numbers: [1, 2], none: null });
      const withSecret = await sluice.flowRuns.start('slackWithSecret', {});
      expect(await sluice.flowRuns.result(withSecret)).toBe(3);
      const pathOf = (path: string) => receiver.calls.filter((call) => call.path === path);
      expect(pathOf('/secret-path')).toHaveLength(1);
      await expect
        .poll(() => pathOf('/services/a/b/c').map(({ body }) => JSON.parse(body) as unknown), WAIT)
        .toMatchObject([{ attachments: [{ title: 'From Python', text: 'shop.order.1' }] }]);
      // Teams' own address is not on this machine; the block is one that a notification may name.
      const { block_type, data } = await sluice.blocks.read(`ms-teams-webhook/${name}`);
      expect(block_type.slug).toBe('ms-teams-webhook');
      expect(JSON.stringify(data)).not.toContain('SIGNATURE');
    } finally {
      await receiver.close();
    }
  });
});
