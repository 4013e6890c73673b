// What is on its way to whoever reads it: how much a flow run has been sent and not read, and the mailboxes of clients
// outside flows with the inputs that runs sent them.
import { bigint, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { freeText, instant } from './columns.js';
import { flowRuns } from './flow-runs.js';

/** At most this much of what was sent to a run is unread; the run itself knows better, and is asked when it matters. */
export const runInboxes = pgTable('run_inboxes', {
  flow_run_id: uuid()
    .primaryKey()
    .references(() => flowRuns.id, { onDelete: 'cascade' }),
  unread_count: integer().notNull(),
  unread_bytes: bigint({ mode: 'number' }).notNull(),
  /** Inputs sent in all, and their bytes: what came in while the run was asked is the difference. */
  sent_count: bigint({ mode: 'number' }).notNull(),
  sent_bytes: bigint({ mode: 'number' }).notNull(),
});

export const mailboxes = pgTable(
  'mailboxes',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    /** Moved on with each use. */
    expires_at: instant().notNull(),
    /** Place of the last input; given out under the row's lock, so that places become visible in their order. */
    last_position: bigint({ mode: 'number' }).notNull().default(0),
    held_count: integer().notNull().default(0),
    held_bytes: bigint({ mode: 'number' }).notNull().default(0),
  },
  (table) => [index('mailboxes_expiry').on(table.expires_at)],
);

export const mailboxInputs = pgTable(
  'mailbox_inputs',
  {
    mailbox_id: uuid()
      .notNull()
      .references(() => mailboxes.id, { onDelete: 'cascade' }),
    position: bigint({ mode: 'number' }).notNull(),
    created: instant().notNull(),
    key: freeText().notNull(),
    /** JSON text. Null once it was received: only the key is kept, so that a late repeat is recognised. */
    value: text(),
    sender: freeText(),
  },
  (table) => [
    primaryKey({ columns: [table.mailbox_id, table.position] }),
    uniqueIndex('mailbox_inputs_key').on(table.mailbox_id, table.key),
    index('mailbox_inputs_sender').using('hash', table.sender),
  ],
);
