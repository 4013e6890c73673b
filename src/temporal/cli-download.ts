// The Temporal CLI from the place where the Temporal SDKs fetch it: a small answer tells the archive for this system,
// then the archive comes. Where that place cannot be reached this must be known within seconds, not minutes.
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CLI_VERSION, installCli } from './cli-cache.js';
import { runCommand } from './command.js';

/** @default as the SDKs do */
export const CLI_DOWNLOAD_URL = 'https://temporal.download';

const FIRST_ANSWER_MS = 5_000;
const STALL_MS = 15_000;
const PLATFORMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Downloads the CLI into the cache.
 *
 * @param baseUrl - the download service
 * @param onProgress - called with lines such as `12 of 44 MB`
 * @returns its path; throws with one line for people
 */
export async function installFromDownload(
  cacheDir: string,
  baseUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
  onProgress: (line: string) => void,
): Promise<string> {
  const { archiveUrl, fileToExtract } = await askForArchive(baseUrl);
  return installCli(cacheDir, CLI_VERSION, async (scratchDir) => {
    const archive = join(scratchDir, 'archive');
    await downloadTo(archiveUrl, archive, onProgress);
    const unpacked = await runCommand('tar', ['-xf', archive, '-C', scratchDir, fileToExtract], {
      environment,
      timeoutMs: 60_000,
    });
    if (!unpacked.ok) throw new Error(`the archive could not be unpacked: ${unpacked.reason}`);
    return join(scratchDir, fileToExtract);
  });
}

async function askForArchive(baseUrl: string): Promise<{ archiveUrl: string; fileToExtract: string }> {
  const platform = PLATFORMS[process.platform];
  const arch = ARCHITECTURES[process.arch];
  if (!platform || !arch) throw new Error(`there is no CLI for ${process.platform} on ${process.arch}`);
  const url = `${baseUrl}/cli/v${CLI_VERSION}?${new URLSearchParams({ platform, arch }).toString()}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(FIRST_ANSWER_MS) }).catch((error: unknown) => {
    throw new Error(`${new URL(baseUrl).host} cannot be reached (${rootMessage(error)})`);
  });
  if (!response.ok) throw new Error(`${new URL(baseUrl).host} answered ${response.status}`);
  const answer = (await response.json()) as { archiveUrl?: unknown; fileToExtract?: unknown };
  if (typeof answer.archiveUrl !== 'string' || typeof answer.fileToExtract !== 'string') {
    throw new Error(`${new URL(baseUrl).host} gave an answer without an archive`);
  }
  return { archiveUrl: answer.archiveUrl, fileToExtract: answer.fileToExtract };
}

async function downloadTo(url: string, path: string, onProgress: (line: string) => void): Promise<void> {
  const stalled = new AbortController();
  let timer = setTimeout(() => stalled.abort(new Error('the download stalled')), FIRST_ANSWER_MS);
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(new Error(`no data for ${STALL_MS / 1000} s`)), STALL_MS);
  };
  try {
    const response = await fetch(url, { signal: stalled.signal });
    if (!response.ok || !response.body) throw new Error(`the archive's address answered ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    const body = Readable.fromWeb(response.body);
    await pipeline(body, watchProgress(total, alive, onProgress), createWriteStream(path));
  } finally {
    clearTimeout(timer);
  }
}

/** Passes data on, keeps the stall timer off and reports every tenth of the whole. */
function watchProgress(total: number, alive: () => void, onProgress: (line: string) => void) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let received = 0;
    let reportedTenths = 0;
    for await (const chunk of source) {
      alive();
      received += chunk.length;
      const tenths = total > 0 ? Math.floor((received / total) * 10) : 0;
      if (tenths > reportedTenths) {
        reportedTenths = tenths;
        onProgress(`${megabytes(received)} of ${megabytes(total)} MB`);
      }
      yield chunk;
    }
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_000_000);
}

function rootMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause !== undefined) current = current.cause;
  return current instanceof Error ? current.message : String(current);
}
