// serve(): makes deployments and runs a worker of their flows in this process, until a signal. `sluice/worker` gives it the
// worker to start, so that nothing here reaches up to it.
import { readConfig } from '../config.js';
import { createClient } from '../client/client.js';
import type { Deployment } from '../domain/deployments.js';
import { SluiceError } from '../domain/errors.js';
import { deriveId } from '../domain/ids.js';
import type { DeployOptions } from '../sdk/deployer.js';
import type { DeploymentDefinition } from '../sdk/deployment-definition.js';
import { deployDefinitions, type Deployed } from './deploy.js';

export interface ServeOptions extends DeployOptions {
  /** Absolute path of the module whose exported functions are the tasks. */
  readonly activitiesPath: string;
  /** Where Temporal is. @default TEMPORAL_ADDRESS and the like, or this machine's */
  readonly temporal?: { readonly address: string; readonly namespace: string };
  /** @default one that belongs to the module of flows */
  readonly taskQueue?: string;
  /** Pause the deployments when serving ends, so that no runs pile up. @default true */
  readonly pauseOnShutdown?: boolean;
  /** Ends the serving. @default SIGINT and SIGTERM do */
  readonly signal?: AbortSignal;
}

/** What serve() needs of the worker. */
interface WorkerStart {
  readonly taskQueue: string;
  readonly workflowsPath: string;
  readonly activitiesPath: string;
  readonly temporal: { readonly address: string; readonly namespace: string; readonly apiKey?: string };
  readonly apiUrl: string;
  readonly apiKey?: string;
  readonly signal: AbortSignal;
  readonly onReady: () => void;
}

type Arguments<Options> = [...deployments: DeploymentDefinition[], options: Options];

/** Makes deployments of flows; workers serve them. Throws `definition-invalid`, `not-found` without the work pool. */
export async function deploy(...args: Arguments<DeployOptions>): Promise<Deployed[]> {
  const [definitions, options] = split(args);
  const { client, print } = open(options);
  const deployed = await deployDefinitions(client, options.workflowsPath, definitions);
  print('Successfully created/updated all deployments!');
  for (const { name } of deployed) print(`  ${name}`);
  return deployed;
}

/** deploy() of one, as flow.deploy() does it. */
export async function deployOne(definition: DeploymentDefinition, options: DeployOptions): Promise<Deployment> {
  const [{ deployment }] = (await deploy(definition, options)) as [Deployed];
  return deployment;
}

/**
 * serve() with a worker. Makes the deployments, tells how to start a run of them, and runs until it is told to end.
 *
 * @throws `definition-invalid` for a deployment in a work pool, which other workers serve, and as deploy()
 */
export function createServe(startWorker: (options: WorkerStart) => Promise<void>) {
  return async (...args: Arguments<ServeOptions>): Promise<void> => {
    const [definitions, options] = split(args);
    const pooled = definitions.find(({ workPoolName }) => workPoolName !== undefined);
    if (pooled) {
      const message = `The deployment '${pooled.name}' is in a work pool: deploy() it, and start a worker of the pool.`;
      throw new SluiceError('definition-invalid', message);
    }
    const { client, print, config } = open(options);
    const { address, namespace, apiKey: temporalKey, port } = config.temporal;
    const deployed = await deployDefinitions(client, options.workflowsPath, definitions);
    const { signal, release } = endOf(options.signal);
    try {
      await startWorker({
        taskQueue: options.taskQueue ?? `served-${deriveId('serve', options.workflowsPath)}`,
        workflowsPath: options.workflowsPath,
        activitiesPath: options.activitiesPath,
        temporal: options.temporal ?? {
          address: address ?? `127.0.0.1:${port}`,
          namespace,
          ...(temporalKey === undefined ? {} : { apiKey: temporalKey }),
        },
        apiUrl: client.apiUrl,
        ...(config.api.key === null ? {} : { apiKey: config.api.key }),
        signal,
        onReady: () => welcome(deployed, client.apiUrl).forEach(print),
      });
    } finally {
      release();
      if (options.pauseOnShutdown ?? true) {
        for (const { deployment } of deployed) await client.deployments.pause(deployment).catch(() => undefined);
      }
    }
  };
}

/** What somebody who serves flows is told. */
function welcome(deployed: readonly Deployed[], apiUrl: string): string[] {
  const page = (id: string) => `${apiUrl.replace(/\/api\/?$/, '')}/deployments/deployment/${id}`;
  const [only, ...more] = deployed;
  if (only && more.length === 0) {
    const flow = only.name.slice(0, only.name.indexOf('/'));
    return [
      `Your flow '${flow}' is being served and polling for scheduled runs!`,
      '',
      'To trigger a run for this flow, use the following command:',
      '',
      `        $ sluice deployment run '${only.name}'`,
      '',
      `You can also run your flow via the UI: ${page(only.deployment.id)}`,
    ];
  }
  return [
    'Your deployments are being served and polling for scheduled runs!',
    '',
    ...deployed.map(({ name, deployment }) => `  ${name}  ${page(deployment.id)}`),
    '',
    'To trigger any of these deployments, use the following command:',
    '',
    '        $ sluice deployment run [DEPLOYMENT_NAME]',
  ];
}

function split<Options>(args: Arguments<Options>): [DeploymentDefinition[], Options] {
  return [args.slice(0, -1) as DeploymentDefinition[], args.at(-1) as Options];
}

function open({ apiUrl, apiKey, print = console.log }: DeployOptions) {
  const given = { SLUICE_API_URL: apiUrl, SLUICE_API_KEY: apiKey };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const config = readConfig({ ...process.env, ...set });
  return { config, client: createClient({ apiUrl: config.api.url, apiKey: config.api.key }), print };
}

/** Ends with the given signal, or with those of the process. */
function endOf(given: AbortSignal | undefined): { readonly signal: AbortSignal; readonly release: () => void } {
  if (given) return { signal: given, release: () => undefined };
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return {
    signal: stopping.signal,
    release: () => process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop),
  };
}
