// The kinds of block that are there from the start, with the slugs that flows, notifiers and automations know them by.
// Their types and schemas are written into the store when the server first looks.
import type { BlockFields } from './block-documents.js';

export interface BuiltInKind {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly fields: BlockFields;
  readonly capabilities: readonly string[];
}

type Property = Readonly<Record<string, unknown>>;

interface KindSource {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
  readonly secrets: readonly string[];
  readonly notifies?: boolean;
}

const text = (title: string, more: Property = {}): Property => ({ title, type: 'string', ...more });
const secretText = (title: string): Property => text(title, { format: 'password', writeOnly: true });
const flag = (title: string, fallback: boolean): Property => ({ title, type: 'boolean', default: fallback });

const SOURCES: readonly KindSource[] = [
  {
    slug: 'secret',
    name: 'Secret',
    description: 'A value that nobody reads but the tasks that are given it.',
    properties: { value: { title: 'Value', description: 'Any JSON value.', format: 'password', writeOnly: true } },
    required: ['value'],
    secrets: ['value'],
  },
  {
    slug: 'json',
    name: 'JSON',
    description: 'A JSON value.',
    properties: { value: { title: 'Value', description: 'Any JSON value.' } },
    required: ['value'],
    secrets: [],
  },
  {
    slug: 'string',
    name: 'String',
    description: 'A text.',
    properties: { value: text('Value') },
    required: ['value'],
    secrets: [],
  },
  {
    slug: 'date-time',
    name: 'Date Time',
    description: 'A point in time.',
    properties: { value: text('Value', { format: 'date-time' }) },
    required: ['value'],
    secrets: [],
  },
  {
    slug: 'slack-webhook',
    name: 'Slack Webhook',
    description: 'Sends notifications to a Slack channel by an incoming webhook.',
    properties: {
      url: secretText('Webhook URL'),
      notify_type: text('Notify Type', { enum: ['info', 'success', 'warning', 'failure'], default: 'info' }),
      allow_private_urls: flag('Allow Private Urls', true),
    },
    required: ['url'],
    secrets: ['url'],
    notifies: true,
  },
  {
    slug: 'ms-teams-webhook',
    name: 'Microsoft Teams Webhook',
    description: 'Sends notifications to a Microsoft Teams channel by a webhook.',
    properties: {
      url: secretText('Webhook URL'),
      notify_type: text('Notify Type', { enum: ['info', 'success', 'warning', 'failure'], default: 'info' }),
      allow_private_urls: flag('Allow Private Urls', true),
    },
    required: ['url'],
    secrets: ['url'],
    notifies: true,
  },
  {
    slug: 'email-server-credentials',
    name: 'Email Server Credentials',
    description: 'The mail server that notifications are sent by, and whom they go to.',
    properties: {
      smtp_server: text('SMTP Server', { default: 'smtp.gmail.com' }),
      smtp_port: { title: 'SMTP Port', type: 'integer', minimum: 1, maximum: 65_535 },
      smtp_type: text('SMTP Type', { enum: ['SSL', 'STARTTLS', 'INSECURE'], default: 'SSL' }),
      username: { title: 'Username', anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
      password: { title: 'Password', anyOf: [{ type: 'string' }, { type: 'null' }], default: null, writeOnly: true },
      email_from: text('From'),
      email_to: { title: 'To', type: 'array', items: { type: 'string' } },
    },
    required: [],
    secrets: ['password'],
    notifies: true,
  },
  {
    slug: 'webhook',
    name: 'Webhook',
    description: 'An HTTP address that is called with a JSON body.',
    properties: {
      method: text('Method', { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], default: 'POST' }),
      url: secretText('Webhook URL'),
      headers: {
        title: 'Webhook Headers',
        type: 'object',
        additionalProperties: { type: 'string' },
        default: {},
        writeOnly: true,
      },
      allow_private_urls: flag('Allow Private Urls', true),
      verify: flag('Verify', true),
    },
    required: ['url'],
    secrets: ['url', 'headers.*'],
    notifies: true,
  },
];

/** All built-in kinds. */
export const BUILT_IN_KINDS: readonly BuiltInKind[] = SOURCES.map((source) => ({
  slug: source.slug,
  name: source.name,
  description: source.description,
  capabilities: source.notifies === true ? ['notify'] : [],
  fields: {
    title: source.name,
    description: source.description,
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(source.properties).map(([key, property], position) => [key, { ...property, position }]),
    ),
    ...(source.required.length > 0 ? { required: [...source.required] } : {}),
    block_type_slug: source.slug,
    secret_fields: [...source.secrets],
    block_schema_references: {},
  },
}));
