// Webhooks in: an address that turns requests of other programs into events by a template. The fields are the
// reference's; how a request proves where it comes from (`verification`) is ours.
import { z } from 'zod';
import { TemplateError } from '../templates/template-error.js';
import { checkWebhookTemplate } from './webhook-template.js';

/**
 * How a request shows that it may. `none`: the address alone. `key`: a key as a bearer token or in `x-api-key`. The others
 * are signatures over the body: by the Standard Webhooks specification, as GitHub's `x-hub-signature-256`, as Stripe's
 * `stripe-signature`.
 */
export const webhookVerificationSchema = z.enum(['none', 'key', 'standard-webhooks', 'github', 'stripe']);
export type WebhookVerification = z.output<typeof webhookVerificationSchema>;

/** Jinja text that gives a JSON object with at least `event` and `resource`. */
export const webhookTemplateSchema = z
  .string()
  .min(1)
  .superRefine((template, context) => {
    try {
      checkWebhookTemplate(template);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const place = error.line > 0 ? `line ${error.line}: ` : '';
      context.addIssue({ code: 'custom', message: `must be Jinja text; ${place}${error.message}` });
    }
  });

const nameSchema = z.string().min(1).max(255);
const descriptionSchema = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
/** Never in an answer but the one to the request that made or changed it. */
const secretSchema = z.string().min(8).max(512);

export const webhookSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  description: z.string(),
  template: z.string(),
  enabled: z.boolean(),
  verification: webhookVerificationSchema,
  /** What nobody can guess; whoever knows it may send. */
  slug: z.string(),
  /** Where requests go, below the server's address. */
  path: z.string(),
});
export type Webhook = z.output<typeof webhookSchema>;

/** With the secret in clear, this once; null when there is none or it stayed as it was. */
export const webhookWithSecretSchema = webhookSchema.extend({ secret: z.string().nullable() });
export type WebhookWithSecret = z.output<typeof webhookWithSecretSchema>;

export const webhookCreateSchema = z.strictObject({
  name: nameSchema,
  description: descriptionSchema,
  template: webhookTemplateSchema,
  enabled: z.boolean().default(true),
  verification: webhookVerificationSchema.default('none'),
  /** @default one that is made, where the verification needs one */
  secret: secretSchema.nullish(),
});
export type WebhookCreate = z.output<typeof webhookCreateSchema>;

/** What is absent stays as it is; a description that is null is cleared. */
export const webhookUpdateSchema = z.strictObject({
  name: nameSchema.optional(),
  description: z
    .string()
    .nullable()
    .transform((text) => text ?? '')
    .optional(),
  template: webhookTemplateSchema.optional(),
  enabled: z.boolean().optional(),
  verification: webhookVerificationSchema.optional(),
  secret: secretSchema.nullish(),
});
export type WebhookUpdate = z.output<typeof webhookUpdateSchema>;

/** What is made anew: the address, the secret, or both. */
export const webhookRotateSchema = z.strictObject({
  slug: z.boolean().default(true),
  secret: z.boolean().default(false),
});
export type WebhookRotate = z.output<typeof webhookRotateSchema>;

/** Some of: these names, switched on or off. */
export const webhookFilterSchema = z.strictObject({
  name: z.strictObject({ any_: z.array(z.string()).nullish() }).nullish(),
  enabled: z.strictObject({ eq_: z.boolean() }).nullish(),
});
export type WebhookFilter = z.output<typeof webhookFilterSchema>;

/** A request as a person describes it, to see what a template makes of it. */
export const webhookDryRunSchema = z.strictObject({
  method: z.string().default('POST'),
  headers: z.record(z.string(), z.string()).default({}),
  query: z.record(z.string(), z.string()).default({}),
  /** The body as it would be sent; a document that is no text is sent as JSON. */
  body: z.json().optional(),
});
export type WebhookDryRun = z.output<typeof webhookDryRunSchema>;
