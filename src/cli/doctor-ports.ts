// The ports that `sluice dev` wants, as `sluice doctor` finds them: free, in use by what belongs there, or taken by another
// program, which would keep it from starting.
import type { Config } from '../config.js';
import { failed, ok, warning, type Finding } from './doctor-findings.js';
import { readTemporalVersion } from './doctor-temporal.js';
import { probePort } from './port-probe.js';

const HOST = '127.0.0.1';
const LIMIT_MS = 3_000;

interface WantedPort {
  readonly name: string;
  readonly port: number;
  /** What belongs there. */
  readonly program: string;
  /** How another port is chosen. */
  readonly setting: string;
  /** Whether it is that program that listens; throws when it is not. */
  readonly recognize: () => Promise<boolean>;
}

/** Every port, in the order they are shown. */
export async function examinePorts({ server, temporal }: Config): Promise<Finding[]> {
  const wanted: WantedPort[] = [
    {
      name: 'API port',
      port: server.port,
      program: 'a Sluice server',
      setting: 'SLUICE_PORT or --port',
      recognize: () => isSluice(server.port),
    },
    {
      name: 'Temporal port',
      port: temporal.port,
      program: 'a Temporal server',
      setting: 'SLUICE_TEMPORAL_PORT or --temporal-port',
      recognize: async () => {
        const options = { address: `${HOST}:${temporal.port}`, namespace: temporal.namespace };
        return (await readTemporalVersion(options, LIMIT_MS)) !== '';
      },
    },
    {
      name: 'Temporal UI',
      port: temporal.uiPort,
      program: 'a Temporal Web UI',
      setting: 'SLUICE_TEMPORAL_UI_PORT or --temporal-ui-port',
      recognize: () => isTemporalUi(temporal.uiPort),
    },
  ];
  return Promise.all(wanted.map(examinePort));
}

async function examinePort({ name, port, program, setting, recognize }: WantedPort): Promise<Finding> {
  const state = await probePort(port);
  if (state === 'free') return ok(name, `${port} is free`);
  const choose = `hoose another port by ${setting}.`;
  if (state === 'forbidden') return failed(name, `${port} may not be used by this user`, `C${choose}`);
  if (await recognize().catch(() => false)) return ok(name, `${port} is in use by ${program}`);
  const mend = `\`sluice dev\` cannot start so: stop that program, or c${choose}`;
  return warning(name, `${port} is taken by another program, not ${program}`, mend);
}

/** A server with a key describes itself to nobody without it, but says so in words that have our codes. */
async function isSluice(port: number): Promise<boolean> {
  const { info, code } = await readJson<{ info?: { title?: string }; code?: string }>(port, '/api/openapi.json');
  return info?.title === 'Sluice' || code === 'unauthenticated';
}

async function isTemporalUi(port: number): Promise<boolean> {
  return 'DefaultNamespace' in (await readJson<object>(port, '/api/v1/settings'));
}

async function readJson<Document>(port: number, path: string): Promise<Document> {
  const response = await fetch(`http://${HOST}:${port}${path}`, { signal: AbortSignal.timeout(LIMIT_MS) });
  return (await response.json()) as Document;
}
