// The draft as a document, JSON or YAML, that can be written as well as read.
import { Button, Group, SegmentedControl, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCopying } from '../parts/copying.js';
import type { Draft } from './draft.js';
import { readDraft, writeDraft, type DraftLanguage } from './read-draft.js';

export function DraftText({ draft, onChange }: { readonly draft: Draft; readonly onChange: (draft: Draft) => void }) {
  const [language, setLanguage] = useState<DraftLanguage>('JSON');
  const [text, setText] = useState(() => writeDraft(draft, 'JSON'));
  const { outcome, copy } = useCopying(text);
  const [problem, setProblem] = useState<string | null>(null);
  // The draft that the text stands for. What is being written is not written over; a change elsewhere is.
  const current = JSON.stringify(draft);
  const [known, setKnown] = useState(current);
  const rewrite = (as: DraftLanguage): void => {
    setLanguage(as);
    setText(writeDraft(draft, as));
    setProblem(null);
  };
  if (current !== known) {
    setKnown(current);
    rewrite(language);
  }
  const change = (next: string): void => {
    setText(next);
    const read = readDraft(next);
    if (typeof read === 'string') return setProblem(read);
    setProblem(null);
    setKnown(JSON.stringify(read));
    onChange(read);
  };
  return (
    <>
      <Group justify="space-between" mb="xs">
        <SegmentedControl size="xs" aria-label="Language" value={language} onChange={rewrite} data={['JSON', 'YAML']} />
        <Button size="xs" variant="default" onClick={copy}>
          {outcome ?? 'Copy'}
        </Button>
      </Group>
      <Textarea
        aria-label={`The automation as ${language}`}
        autosize
        minRows={12}
        maxRows={34}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
        value={text}
        error={problem}
        onChange={(event) => change(event.currentTarget.value)}
        spellCheck={false}
      />
    </>
  );
}
