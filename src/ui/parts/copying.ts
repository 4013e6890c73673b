// Copying text to the clipboard. Apart because browsers hide their clipboard from pages that came over plain http from
// another machine, as a server in one's own network is reached; there, the older way still works.
import { useEffect, useState } from 'react';

const TOLD_MS = 1_500;

/** Copies, and tells for a moment how it went. */
export function useCopying(text: string): { readonly outcome: string | null; readonly copy: () => void } {
  const [outcome, setOutcome] = useState<'Copied' | 'Not copied' | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), TOLD_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): void => void copyText(text).then((done) => setOutcome(done ? 'Copied' : 'Not copied'));
  return { outcome, copy };
}

/** Gives whether it went well. */
async function copyText(text: string): Promise<boolean> {
  // The types promise a clipboard to every page.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) return copySelected(text);
  return clipboard.writeText(text).then(
    () => true,
    () => copySelected(text),
  );
}

/** Copies by selecting the text in a field that nobody sees; what had the focus has it again. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  // Deprecated, and the only way there is without the clipboard.
  const done = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
