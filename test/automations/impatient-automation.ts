// The platform's own workflows, but for automations that continue as new every few events of their history.
import { runAutomation } from '../../workflows/automation.js';
import type { AutomationCarry, AutomationDefinition } from '../../src/contract/automations.js';

export { firing } from '../../workflows/firing.js';

export async function automation(definition: AutomationDefinition, carry?: AutomationCarry): Promise<void> {
  await runAutomation(definition, carry, 12);
}
