// Takes the place of src/hosting/workflow-bundle.ts for workers that tests start: they serve the same few modules in file after
// file, and a bundle costs seconds of a processor. The bundle is the product's; a module of the repository does not
// change while tests run, so a process makes its bundle once. Where it is the bundle that is tested, tests import the
// product's module.
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import * as product from '../../src/hosting/workflow-bundle.js';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const bundles = new Map<string, Promise<WorkflowBundleWithSourceMap>>();

export function bundleFlows(workflowsPath: string): Promise<WorkflowBundleWithSourceMap> {
  // What a test wrote elsewhere it may write again.
  if (!workflowsPath.startsWith(REPOSITORY)) return product.bundleFlows(workflowsPath);
  let bundle = bundles.get(workflowsPath);
  if (bundle === undefined) {
    bundle = product.bundleFlows(workflowsPath);
    bundles.set(workflowsPath, bundle);
    // One that failed is tried again.
    bundle.catch(() => bundles.delete(workflowsPath));
  }
  return bundle;
}
