// How a person fills in the page's fields.
import type { Locator, Page } from 'playwright-core';

/** The page, or a part of it that has one field of each name. */
type Scope = Page | Locator;

const pageOf = (scope: Scope): Page => ('goto' in scope ? scope : scope.page());

/** Chooses an option of a field that offers some. */
export async function choose(scope: Scope, field: string, option: string): Promise<void> {
  await scope.getByRole('combobox', { name: field, exact: true }).click();
  await pageOf(scope).getByRole('option', { name: option, exact: true }).click();
}

/** Replaces the values of a field that takes several. */
export async function fillTags(scope: Scope, field: string, ...values: readonly string[]): Promise<void> {
  const input = scope.getByRole('combobox', { name: field, exact: true });
  // What has it is asked from its own place on, not from the scope's.
  const has = pageOf(scope).getByRole('combobox', { name: field, exact: true });
  const pills = scope.locator('.mantine-TagsInput-root, .mantine-PillsInput-root').filter({ has }).first();
  await input.focus();
  for (let left = await pills.locator('.mantine-Pill-root').count(); left > 0; left -= 1)
    await input.press('Backspace');
  for (const value of values) {
    await input.fill(value);
    await input.press('Enter');
  }
}

/** Writes the label in a row (from 1) of labels, with its values. */
export async function fillLabel(scope: Scope, rows: string, row: number, label: string, value: string): Promise<void> {
  await scope.getByLabel(`${rows}: label ${row}`, { exact: true }).fill(label);
  await fillTags(scope, `${rows}: values of ${label}`, value);
}
