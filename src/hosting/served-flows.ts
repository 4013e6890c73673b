// What a worker tells the platform about its flows. Flow code is loaded once outside the sandbox, only to read the
// definitions that flow() attached to its exports.
import { z } from 'zod';
import type { ServedFlow } from '../domain/flows.js';
import type { FlowDefinition } from '../sdk/flow-definition.js';
import { importUserModule } from './user-module.js';

/**
 * The flows a workflows module exports.
 *
 * @param workflowsPath - absolute path of the module
 */
export async function readServedFlows(workflowsPath: string): Promise<ServedFlow[]> {
  const exported = await importUserModule(workflowsPath);
  return Object.entries(exported).flatMap(([workflowType, value]) => {
    const definition = definitionOf(value);
    return definition ? [describeFlow(workflowType, definition)] : [];
  });
}

function definitionOf(value: unknown): FlowDefinition | undefined {
  if (typeof value !== 'function' || !('definition' in value)) return undefined;
  return value.definition as FlowDefinition;
}

function describeFlow(workflowType: string, definition: FlowDefinition): ServedFlow {
  return {
    name: definition.name ?? workflowType,
    workflow_type: workflowType,
    description: definition.description,
    version: definition.version,
    parameter_schema: definition.parameters ? toParameterSchema(definition.parameters) : null,
    retries: definition.retries,
    retry_delay_seconds: definition.retryDelayMs / 1000,
  };
}

function toParameterSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
