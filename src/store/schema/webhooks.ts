// Webhooks in. The slug and the secret let their holder send events, so both are sealed; the slug's digest finds its row.
import { boolean, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { WebhookVerification } from '../../domain/webhooks/webhook.js';
import { freeText, instant } from './columns.js';

export const webhooks = pgTable('webhooks', {
  id: uuid().primaryKey(),
  created: instant().notNull(),
  updated: instant().notNull(),
  name: freeText().notNull().unique(),
  description: freeText().notNull(),
  template: freeText().notNull(),
  enabled: boolean().notNull(),
  verification: text().$type<WebhookVerification>().notNull(),
  /** SHA-256 in hexadecimal. */
  slug_digest: text().notNull().unique(),
  sealed_slug: text().notNull(),
  sealed_secret: text(),
});
