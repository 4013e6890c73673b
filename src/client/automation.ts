// An automation as one object: built, created, read, changed. It holds its fields; the calls send them.
import { isSluiceError, SluiceError } from '../domain/errors.js';
import type { Action } from '../domain/automations/action.js';
import type { Trigger } from '../domain/triggers/trigger.js';
import type { ActionDocument } from './action-builders.js';
import type { AutomationDocument, AutomationsClient } from './automations.js';
import { createClient } from './client.js';
import type { TriggerDocument } from './trigger-builders.js';

export interface AutomationOptions {
  readonly name: string;
  /** @default '' */
  readonly description?: string;
  /** @default true */
  readonly enabled?: boolean;
  readonly tags?: readonly string[];
  readonly trigger: TriggerDocument | Trigger;
  readonly actions: readonly (ActionDocument | Action)[];
  /** Done beside `actions` when it fires. */
  readonly actionsOnTrigger?: readonly (ActionDocument | Action)[];
  /** Done when a metric has recovered. */
  readonly actionsOnResolve?: readonly (ActionDocument | Action)[];
  /** A resource such as `prefect.deployment.{id}`; when it is deleted, so is the automation. */
  readonly ownerResource?: string;
}

/** Where automations are kept: a client of ours. @default a client of the server on this machine */
type Keeper = { readonly automations: AutomationsClient };

export class Automation {
  /** Null until it is created. */
  id: string | null = null;
  name: string;
  description: string;
  enabled: boolean;
  tags: readonly string[];
  trigger: TriggerDocument | Trigger;
  actions: readonly (ActionDocument | Action)[];
  actionsOnTrigger: readonly (ActionDocument | Action)[];
  actionsOnResolve: readonly (ActionDocument | Action)[];
  readonly ownerResource: string | null;
  readonly #calls: AutomationsClient;

  constructor(options: AutomationOptions, client: Keeper = createClient()) {
    this.name = options.name;
    this.description = options.description ?? '';
    this.enabled = options.enabled ?? true;
    this.tags = options.tags ?? [];
    this.trigger = options.trigger;
    this.actions = options.actions;
    this.actionsOnTrigger = options.actionsOnTrigger ?? [];
    this.actionsOnResolve = options.actionsOnResolve ?? [];
    this.ownerResource = options.ownerResource ?? null;
    this.#calls = client.automations;
  }

  /** Reads an automation by its id, or the one of a name that was changed last. Throws `not-found`. */
  static async read(
    which: { readonly id: string; readonly name?: never } | { readonly name: string; readonly id?: never },
    client: Keeper = createClient(),
  ): Promise<Automation> {
    if ((which.id === undefined) === (which.name === undefined)) {
      throw new SluiceError('definition-invalid', 'Give either the id or the name of an automation.');
    }
    const document = await client.automations.read(which.id === undefined ? { name: which.name } : which);
    return new Automation({ name: document.name, trigger: document.trigger, actions: [] }, client).take(document);
  }

  /** Creates it. Throws `request-invalid` with the fields that are wrong, and `conflict` when it has an id already. */
  async create(): Promise<this> {
    if (this.id !== null) throw new SluiceError('conflict', `The automation was created already (${this.id}).`);
    return this.take(await this.#calls.create({ ...this.body(), owner_resource: this.ownerResource }));
  }

  /** Sends its fields, with the given changes. Throws `not-found`. */
  async update(changes: Partial<Omit<AutomationOptions, 'ownerResource'>> = {}): Promise<this> {
    const id = this.requireId();
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    await this.#calls.update(id, Object.assign(this.copy(), given).body());
    return this.take(await this.#calls.read({ id }));
  }

  /** Deletes it. False: it was not there any more. */
  delete(): Promise<boolean> {
    return unlessGone(this.#calls.delete(this.requireId()));
  }

  /** Switches it on; it hears events from now on. False: it is not there any more. */
  async enable(): Promise<boolean> {
    const found = await unlessGone(this.#calls.enable(this.requireId()));
    if (found) this.enabled = true;
    return found;
  }

  /** Switches it off; what it has under way ends. False: it is not there any more. */
  async disable(): Promise<boolean> {
    const found = await unlessGone(this.#calls.disable(this.requireId()));
    if (found) this.enabled = false;
    return found;
  }

  private body() {
    const { name, description, enabled, tags, trigger, actions, actionsOnTrigger, actionsOnResolve } = this;
    const further = { actions_on_trigger: actionsOnTrigger, actions_on_resolve: actionsOnResolve };
    return { name, description, enabled, tags, trigger, actions, ...further };
  }

  private copy(): Automation {
    const { ownerResource, ...fields } = this;
    const options = { ...fields, ...(ownerResource === null ? {} : { ownerResource }) };
    return new Automation(options, { automations: this.#calls });
  }

  private take(document: AutomationDocument): this {
    const { id, name, description, enabled, tags, trigger, actions, actions_on_trigger, actions_on_resolve } = document;
    const lists = { actions, actionsOnTrigger: actions_on_trigger, actionsOnResolve: actions_on_resolve };
    return Object.assign(this, { id, name, description, enabled, tags, trigger, ...lists });
  }

  private requireId(): string {
    if (this.id !== null) return this.id;
    throw new SluiceError('definition-invalid', `The automation '${this.name}' was not created yet.`);
  }
}

async function unlessGone(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (isSluiceError(error, 'not-found')) return false;
    throw error;
  }
}
