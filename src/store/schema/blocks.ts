// Blocks and variables. A block's data is one sealed text: what is secret in it is known only to its schema, and a
// database file that falls into other hands tells nothing.
import { boolean, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { BlockFields } from '../../domain/blocks/block-documents.js';
import { document, freeText, instant } from './columns.js';

export const blockTypes = pgTable('block_types', {
  id: uuid().primaryKey(),
  created: instant().notNull(),
  updated: instant().notNull(),
  name: freeText().notNull().unique(),
  slug: text().notNull().unique(),
  logo_url: freeText(),
  documentation_url: freeText(),
  description: freeText(),
  code_example: freeText(),
  is_protected: boolean().notNull().default(false),
});

export const blockSchemas = pgTable(
  'block_schemas',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    checksum: text().notNull(),
    fields: document<BlockFields>().notNull(),
    block_type_id: uuid()
      .notNull()
      .references(() => blockTypes.id, { onDelete: 'cascade' }),
    capabilities: freeText().array().notNull(),
    version: freeText().notNull(),
  },
  (table) => [
    uniqueIndex('block_schemas_checksum_version').on(table.checksum, table.version),
    index('block_schemas_type').on(table.block_type_id, table.created.desc()),
  ],
);

export const blockDocuments = pgTable(
  'block_documents',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    name: freeText().notNull(),
    /** The data's JSON text, encrypted; see services/secrets. */
    sealed_data: text().notNull(),
    block_schema_id: uuid()
      .notNull()
      .references(() => blockSchemas.id, { onDelete: 'cascade' }),
    block_type_id: uuid()
      .notNull()
      .references(() => blockTypes.id, { onDelete: 'cascade' }),
    is_anonymous: boolean().notNull().default(false),
  },
  (table) => [uniqueIndex('block_documents_type_name').on(table.block_type_id, table.name)],
);

export const variables = pgTable('variables', {
  id: uuid().primaryKey(),
  created: instant().notNull(),
  updated: instant().notNull(),
  name: text().notNull().unique(),
  value: document<unknown>(),
  tags: freeText().array().notNull(),
});
