// Automations as documents: a trigger, and what to do when it fires. Create, replace and switch on or off have a form
// each, as the reference has; all pass the same rules (rules.ts).
import { z } from 'zod';
import { triggerSchema } from '../triggers/trigger.js';
import { templateProblems, type ActionLists } from './action-templates.js';
import { actionSchema } from './action.js';
import { MAX_SHARDS } from '../triggers/shards.js';
import { automationProblems, type JudgedAutomation } from './rules.js';

/** `true`, or the text `"true"`, as documents written by hand carry it. */
const switchSchema = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true');
const actionsSchema = z.array(actionSchema);
const shardsSchema = z.number().int().min(1).max(MAX_SHARDS);

const bodyFields = {
  name: z.string(),
  description: z.string().default(''),
  enabled: switchSchema.default(true),
  tags: z.array(z.string()).default([]),
  trigger: triggerSchema,
  actions: actionsSchema,
  actions_on_trigger: actionsSchema.default([]),
  actions_on_resolve: actionsSchema.default([]),
  /** Beyond the reference: over how many workflows the keys of `for_each` are split; left out, it is one. */
  shards: shardsSchema.optional(),
};

function applyRules(automation: JudgedAutomation & ActionLists, context: z.RefinementCtx): void {
  const problems = [...automationProblems(automation), ...templateProblems(automation)];
  for (const { path, message } of problems) context.addIssue({ code: 'custom', path, message });
}

/** A new automation. Unknown keys are refused. */
export const automationCreateSchema = z
  .strictObject({ ...bodyFields, owner_resource: z.string().nullable().default(null) })
  .superRefine(applyRules);
export type AutomationCreate = z.infer<typeof automationCreateSchema>;
export type AutomationCreateInput = z.input<typeof automationCreateSchema>;

/** A replacement: what is left out stays as it was, but for the trigger and the actions, which must be there. */
export const automationUpdateSchema = z
  .strictObject({
    name: bodyFields.name,
    trigger: bodyFields.trigger,
    actions: bodyFields.actions,
    description: z.string().optional(),
    enabled: switchSchema.optional(),
    tags: z.array(z.string()).optional(),
    actions_on_trigger: actionsSchema.optional(),
    actions_on_resolve: actionsSchema.optional(),
    shards: shardsSchema.optional(),
  })
  .superRefine((update, context) => applyRules({ ...update, enabled: update.enabled ?? true }, context));
export type AutomationUpdate = z.infer<typeof automationUpdateSchema>;

/** Switching on or off. The whole automation must be judged again before it is switched on (automationProblems). */
export const automationPatchSchema = z.strictObject({ enabled: switchSchema.optional() });
export type AutomationPatch = z.infer<typeof automationPatchSchema>;

/** An automation as it is answered. Its owner is not part of the answer. */
export const automationSchema = z.object({
  ...bodyFields,
  id: z.string(),
  created: z.string(),
  updated: z.string(),
});
export type Automation = z.infer<typeof automationSchema>;
