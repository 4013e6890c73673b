// How flow.deploy() reaches the platform: flow code may not, so a program that imports `sluice/worker` puts the way there.
// On the global object, since modules are shared by the runs of a sandbox, which has a global of its own where nobody
// puts one.
import type { Deployment } from '../domain/deployments.js';
import { SluiceError } from '../domain/errors.js';
import { findCurrentRun } from './current-run.js';
import type { DeploymentDefinition, DeploymentOptions } from './deployment-definition.js';

/** How a deployment is made, beside what it is. */
export interface DeployOptions {
  /** Absolute path of the module that exports the flows. */
  readonly workflowsPath: string;
  /** The server's API, ending in `/api`. @default SLUICE_API_URL, or this machine's */
  readonly apiUrl?: string;
  /** @default SLUICE_API_KEY */
  readonly apiKey?: string;
  /** Takes each line of what is to be told. @default standard output */
  readonly print?: (line: string) => void;
}

/** Of `flow.deploy()`: what the deployment is, and how it is made. */
export type FlowDeployOptions = DeploymentOptions & DeployOptions;

type Deployer = (definition: DeploymentDefinition, options: DeployOptions) => Promise<Deployment>;

const DEPLOYER = Symbol.for('sluice.deployer');
const global = globalThis as { [DEPLOYER]?: Deployer };

/** Gives every flow of this process its way to be deployed. */
export function setDeployer(deployer: Deployer): void {
  global[DEPLOYER] = deployer;
}

/** Makes a deployment, or changes it. Throws `forbidden` in a flow, and in a program without `sluice/worker`. */
export async function deployFlow(definition: DeploymentDefinition, options: DeployOptions): Promise<Deployment> {
  const deployer = global[DEPLOYER];
  if (findCurrentRun()) {
    throw new SluiceError(
      'forbidden',
      'flow.deploy() reaches the platform, which flow code may not: call it in a program.',
    );
  }
  if (!deployer) throw new SluiceError('forbidden', "flow.deploy() needs `import 'sluice/worker'` in the program.");
  return deployer(definition, options);
}
