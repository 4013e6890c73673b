// The package as npm packs it: the page that was built last is in it, and an installed copy serves it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { findFreePort } from '../free-port.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const PATIENCE_MS = 120_000;
const WAIT = { timeout: 60_000, interval: 200 };

it('ships the page, and gives it at / with its files', { timeout: PATIENCE_MS }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-packed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // What was built is what is packed: building it again is not this test's.
  const packing = ['pack', '--ignore-scripts', '--offline', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', packing, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  const packed = files.map(({ path }) => path).filter((path) => path.startsWith('dist/ui/'));
  const built = await readdir(join(root, 'dist/ui'), { recursive: true, withFileTypes: true });
  expect(packed).toHaveLength(built.filter((entry) => entry.isFile()).length);

  await run('tar', ['-xzf', join(folder, filename), '-C', folder]);
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const [port, nobody] = [await findFreePort(), await findFreePort()];
  const server = spawn(process.execPath, [join(folder, 'package/dist/src/cli/main.js'), 'server', 'start'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SLUICE_PORT: String(port),
      SLUICE_DATA_DIR: join(folder, 'data'),
      // The page is there before Temporal is.
      TEMPORAL_ADDRESS: `127.0.0.1:${nobody}`,
    },
  });
  const said: string[] = [];
  for (const output of [server.stdout, server.stderr]) output.on('data', (chunk: Buffer) => said.push(String(chunk)));
  onTestFinished(async () => {
    if (server.exitCode === null && server.kill()) await once(server, 'exit');
  });
  const url = `http://127.0.0.1:${port}`;
  const open = () => fetch(url, { headers: { accept: 'text/html' } });
  await expect
    .poll(
      async () => {
        if (server.exitCode !== null) throw new Error(`The server ended: ${said.join('')}`);
        return (await open()).status;
      },
      { ...WAIT, message: 'the page at /' },
    )
    .toBe(200);
  const document = await (await open()).text();
  expect(document).toContain('id="root"');
  for (const pattern of [/<script[^>]*src="([^"]+)"/, /<link[^>]*href="([^"]+\.css)"/]) {
    const [, file = ''] = pattern.exec(document) ?? [];
    const { status, headers } = await fetch(url + file);
    expect([status, headers.get('content-encoding') !== null]).toEqual([200, true]);
  }
});
