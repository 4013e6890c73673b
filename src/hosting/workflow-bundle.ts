// Bundles flow code for Temporal's sandbox: `sluice/workflow` is this very package, loaded once for all runs like zod,
// and source written for NodeNext works as it stands.
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The bundle of a workflows module.
 *
 * @param workflowsPath - absolute path of the module whose exports are the flows, TypeScript or JavaScript
 */
export async function bundleFlows(workflowsPath: string): Promise<WorkflowBundleWithSourceMap> {
  const extension = extname(fileURLToPath(import.meta.url));
  const sdkFile = (name: string) => fileURLToPath(new URL(`../sdk/${name}${extension}`, import.meta.url));
  return bundleWorkflowCode({
    workflowsPath,
    preloadModules: [sdkFile('preload')],
    workflowInterceptorModules: [sdkFile('workflow-interceptors')],
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, alias: { ...config.resolve?.alias, 'sluice/workflow$': sdkFile('index') } },
    }),
  });
}
