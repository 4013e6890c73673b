// An automation while it is written: the document as it will be sent. The wizard and the text beside it both change this
// one value.
import type { ActionInput } from '../../domain/automations/action.js';
import type { Automation } from '../../domain/automations/automation.js';
import type { Trigger } from '../../domain/triggers/trigger.js';

/** A trigger as it is written: what is left out gets its default from the server. */
export interface DraftTrigger {
  readonly type: Trigger['type'];
  readonly posture?: 'Reactive' | 'Proactive' | 'Metric';
  readonly match?: Readonly<Record<string, unknown>>;
  readonly match_related?: unknown;
  readonly match_not?: unknown;
  readonly match_related_not?: unknown;
  readonly after?: readonly string[];
  readonly expect?: readonly string[];
  readonly for_each?: readonly string[];
  readonly threshold?: number;
  readonly within?: number | null;
  readonly require?: 'any' | 'all' | number;
  readonly triggers?: readonly DraftTrigger[];
  readonly metric?: Readonly<Record<string, unknown>>;
}
export type DraftAction = Readonly<Record<string, unknown>> & { readonly type: ActionInput['type'] };

export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly trigger: DraftTrigger;
  readonly actions: readonly DraftAction[];
  readonly actions_on_trigger?: readonly DraftAction[];
  readonly actions_on_resolve?: readonly DraftAction[];
}

/** What can be written of an automation that exists. */
export function toDraft({ id: _id, created: _created, updated: _updated, ...document }: Automation): Draft {
  return JSON.parse(JSON.stringify(document)) as Draft;
}
