// Automations through the client: documents as the API has them, what they would do, what they did, and why.
import type { Action } from '../domain/automations/action.js';
import type { Automation as AutomationDocument } from '../domain/automations/automation.js';
import type { FiringRecord } from '../domain/automations/ledger.js';
import { SluiceError } from '../domain/errors.js';
import type { EventInput } from '../domain/events/event.js';
import type { TriggerExplanation } from '../domain/triggers/explain.js';
import type { SimulatedFiring } from '../domain/triggers/simulate.js';
import type { Trigger } from '../domain/triggers/trigger.js';
import type { ActionDocument } from './action-builders.js';
import type { PageOptions } from './lists.js';
import { listAll } from './pages.js';
import type { Transport } from './transport.js';
import type { TriggerDocument } from './trigger-builders.js';

export type { AutomationDocument };

/** An automation as it is created or replaced. */
export interface AutomationBody {
  readonly name: string;
  readonly description?: string;
  readonly enabled?: boolean;
  readonly tags?: readonly string[];
  readonly trigger: TriggerDocument | Trigger;
  readonly actions: readonly (ActionDocument | Action)[];
  readonly actions_on_trigger?: readonly (ActionDocument | Action)[];
  readonly actions_on_resolve?: readonly (ActionDocument | Action)[];
  /** Over how many workflows the keys of `for_each` are split. @default 1 */
  readonly shards?: number;
}

/** An event written by hand; its id may be left out. */
export type SimulatedEvent = Omit<EventInput, 'id'> & { readonly id?: string };

export interface SimulateOptions {
  /** Events, or `{ at }` for time that passes to an instant. */
  readonly events?: readonly (SimulatedEvent | { readonly at: string })[];
  /** Instead of `events`: those of the log, received from here on (ISO 8601). */
  readonly since?: string;
  /** @default now */
  readonly until?: string;
  /** When the automation is created. @default at the first event */
  readonly created?: string;
}

export interface AutomationSimulation {
  readonly firings: readonly SimulatedFiring[];
  readonly explanation: TriggerExplanation;
  readonly events: number;
  readonly truncated: boolean;
}

export interface AutomationExplanation {
  readonly automation_id: string;
  readonly enabled: boolean;
  readonly since: string;
  readonly explanation: TriggerExplanation;
  readonly recent_firings: readonly {
    readonly id: string;
    readonly triggered: string;
    readonly state: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly event: string | null;
  }[];
  /** Absences that were not acted on: asked again, what was awaited had come. */
  readonly withheld: readonly {
    readonly triggered: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly reason: string;
  }[];
  /** After an upgrade what the trigger had gathered could not be read, so it began afresh; null: that never was. */
  readonly state_lost: { readonly at: string; readonly reason: string } | null;
}

export interface ListAutomationsOptions extends PageOptions {
  readonly name?: string;
  /** Has all of these. */
  readonly tags?: readonly string[];
  /** @default 'NAME_ASC' */
  readonly sort?: 'NAME_ASC' | 'NAME_DESC' | 'CREATED_DESC' | 'UPDATED_DESC';
}

export interface AutomationsClient {
  create(automation: AutomationBody & { readonly owner_resource?: string | null }): Promise<AutomationDocument>;
  /** By id, or the one of this name that was changed last. Throws `not-found`. */
  read(automation: { readonly id: string } | { readonly name: string }): Promise<AutomationDocument>;
  list(options?: ListAutomationsOptions): Promise<AutomationDocument[]>;
  /** Replaces an automation; what is left out stays. Throws `not-found`. */
  update(id: string, automation: AutomationBody): Promise<void>;
  /** Throws `not-found`. */
  enable(id: string): Promise<void>;
  disable(id: string): Promise<void>;
  /** Throws `not-found`. */
  delete(id: string): Promise<void>;
  /** Those that a resource such as `prefect.deployment.{id}` owns, or that start runs of it. */
  relatedTo(resourceId: string): Promise<AutomationDocument[]>;
  /** When an automation (by id) or a draft would fire. Nothing is carried out. */
  simulate(
    automation: string | Pick<AutomationBody, 'trigger'>,
    options: SimulateOptions,
  ): Promise<AutomationSimulation>;
  /** Why an automation did or did not fire; of one that is switched off, what it would begin with. Throws `not-found`. */
  explain(id: string): Promise<AutomationExplanation>;
  /** What it did, the newest first. */
  firings(id: string, options?: { readonly limit?: number; readonly offset?: number }): Promise<FiringRecord[]>;
  /** Carries the failed actions of a firing out again. Throws `conflict` when none failed or it is under way. */
  redrive(id: string, firingId: string): Promise<void>;
}

/** The calls over a transport. */
export function createAutomationsClient(transport: Transport): AutomationsClient {
  const send: Transport['send'] = (request) => transport.send(request);
  const at = (id: string, rest = '') => `/automations/${encodeURIComponent(id)}${rest}`;
  const list = ({ name, tags, sort, ...page }: ListAutomationsOptions = {}) => {
    const automations = {
      ...(name === undefined ? {} : { name: { any_: [name] } }),
      ...(tags === undefined ? {} : { tags: { all_: tags } }),
    };
    return listAll<AutomationDocument>(transport, '/automations/filter', { automations, sort: sort ?? null }, page);
  };
  const patch = async (id: string, enabled: boolean): Promise<void> => {
    await send({ method: 'PATCH', path: at(id), body: { enabled }, repeatable: true });
  };
  return {
    list,
    create: async (body) => (await send<AutomationDocument>({ method: 'POST', path: '/automations/', body })).document,
    async read(automation) {
      if ('id' in automation) {
        return (await send<AutomationDocument>({ method: 'GET', path: at(automation.id) })).document;
      }
      const [found] = await list({ name: automation.name, sort: 'UPDATED_DESC', limit: 1 });
      if (!found) throw new SluiceError('not-found', `There is no automation named '${automation.name}'.`);
      return found;
    },
    async update(id, body) {
      await send({ method: 'PUT', path: at(id), body, repeatable: true });
    },
    enable: (id) => patch(id, true),
    disable: (id) => patch(id, false),
    async delete(id) {
      await send({ method: 'DELETE', path: at(id) });
    },
    relatedTo: async (resourceId) =>
      (
        await send<AutomationDocument[]>({
          method: 'GET',
          path: at('related-to', `/${encodeURIComponent(resourceId)}`),
        })
      ).document,
    async simulate(automation, options) {
      const what = typeof automation === 'string' ? { automation_id: automation } : { trigger: automation.trigger };
      const request = { method: 'POST', path: '/automations/simulate', repeatable: true } as const;
      return (await send<AutomationSimulation>({ ...request, body: { ...what, ...options } })).document;
    },
    explain: async (id) => (await send<AutomationExplanation>({ method: 'GET', path: at(id, '/explain') })).document,
    firings: async (id, query = {}) =>
      (await send<FiringRecord[]>({ method: 'GET', path: at(id, '/firings'), query: { ...query } })).document,
    async redrive(id, firingId) {
      await send({ method: 'POST', path: at(id, `/firings/${encodeURIComponent(firingId)}/redrive`) });
    },
  };
}
