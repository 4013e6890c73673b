// The web page in a real browser against the real server: API with an API key, a worker that serves the examples, a system
// worker for automations, Temporal. What the browser complains about (a policy broken, a script that threw) is kept.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import pino from 'pino';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { createApp } from '../../src/api/app.js';
import { createPlatform } from '../../src/services/platform.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { bundleOwnWorkflows, startSystemWorker } from '../../src/system-worker.js';
import { createFlowWorker } from '../../src/worker.js';
import { openTestContext } from '../api/context.js';
import { connectToTestTemporal, TEST_NAMESPACE, testTemporalAddress, uniqueTaskQueue } from '../temporal-server.js';

const KEY = 'key-of-the-page';
/** Generous: reached only when something hangs. */
export const PATIENCE_MS = 60_000;
export const WAIT = { timeout: PATIENCE_MS, interval: 100 };
const CHROMIUM = process.env.SLUICE_CHROMIUM ?? '/usr/bin/chromium';

export interface PageHarness {
  readonly url: string;
  readonly key: string;
  readonly context: ServiceContext;
  /** Calls the API as a program with the key. */
  call<Document>(method: string, path: string, body?: unknown): Promise<Document>;
  /** Starts a run of a flow; `rest` adds to the request. */
  startRun(flowName: string, rest?: Record<string, unknown>): Promise<string>;
  /** Waits until a run is in a state of this name. */
  reaches(runId: string, stateName: string): Promise<void>;
  /** Starts a run and waits until it is paused. */
  startPaused(flowName: string, parameters?: Record<string, unknown>): Promise<string>;
  stateOf(runId: string): Promise<string>;
  /** A new window; signed in unless told otherwise. */
  open(options?: Parameters<Browser['newContext']>[0] & { readonly signedIn?: boolean }): Promise<Page>;
  /** Breaks every connection to the server; it takes new ones. */
  breakConnections(): void;
  /** What browsers complained about so far. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Where Temporal's Web UI is said to be; nobody listens there. */
export const TEMPORAL_UI = 'http://temporal.example:8233';

export async function openPageHarness(
  workflow: string,
  activities: Readonly<Record<string, unknown>> = {},
): Promise<PageHarness> {
  const systemTaskQueue = `page-${randomUUID()}`;
  const allowPrivateAddresses = ['127.0.0.1'];
  const { context, close } = await openTestContext(undefined, systemTaskQueue);
  const temporal = await connectToTestTemporal();
  const system = startSystemWorker({
    context,
    temporal: { address: testTemporalAddress(), namespace: TEST_NAMESPACE },
    payloads: context.payloads,
    allowedPrivate: allowPrivateAddresses,
    bundle: bundleOwnWorkflows,
    worker: { taskQueue: systemTaskQueue },
  });
  const worker = await createFlowWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueTaskQueue('page'),
    workflowsPath: fileURLToPath(new URL(workflow, import.meta.url)),
    activities,
    platform: createPlatform(context),
  });
  const working = worker.run();
  const logger = pino({ level: 'silent' });
  const temporalUi = { url: TEMPORAL_UI, namespace: TEST_NAMESPACE };
  const server = http
    .createServer(createApp({ context, config: { apiKey: KEY, temporalUi, allowPrivateAddresses }, logger }))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  await vi.waitFor(() => expect(system.ready).toBe(true), WAIT);
  const complaints: string[] = [];
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;

  async function call<Document>(method: string, path: string, body?: unknown): Promise<Document> {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/api${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Document;
  }
  const stateOf = async (id: string) => (await call<{ state_name: string }>('GET', `/flow_runs/${id}`)).state_name;
  const harness: PageHarness = {
    url,
    key: KEY,
    context,
    complaints,
    call,
    stateOf,
    async startRun(flowName, rest = {}) {
      const flow = await call<{ id: string }>('GET', `/flows/name/${flowName}`);
      return (await call<{ id: string }>('POST', '/flow_runs/', { flow_id: flow.id, ...rest })).id;
    },
    async reaches(runId, stateName) {
      // Also before any test, where a poll of expectations is not to be had.
      await vi.waitFor(async () => expect(await stateOf(runId)).toBe(stateName), WAIT);
    },
    async startPaused(flowName, parameters = {}) {
      const id = await harness.startRun(flowName, { parameters });
      await harness.reaches(id, 'Paused');
      return id;
    },
    async open({ signedIn: wanted = true, ...options } = {}) {
      if (wanted && signedIn === undefined) {
        const page = await harness.open({ signedIn: false });
        await signIn(page, url);
        signedIn = await page.context().storageState();
        await page.context().close();
      }
      const window = await browser.newContext({
        // What moves would be judged half way.
        reducedMotion: 'reduce',
        ...options,
        ...(wanted ? { storageState: signedIn } : {}),
      });
      const page = await window.newPage();
      page.setDefaultTimeout(PATIENCE_MS);
      // Only the browser's own question before an unsaved draft is left.
      page.on('dialog', (dialog) => void dialog.accept());
      page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
      page.on('console', (message) => {
        // An answer that refuses is no fault of the page.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
          complaints.push(message.text());
        }
      });
      return page;
    },
    breakConnections: () => server.closeAllConnections(),
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await system.stop();
      worker.shutdown();
      await working;
      await temporal.close();
      await close();
    },
  };
  return harness;
}

/** Signs in as Ada. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/runs`);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('API key, or user:password').fill(KEY);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
}

/** What axe finds that is serious or worse, each with where. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
