// Creating or changing an automation in steps, with the document beside them.
import { Button, Group, Paper, SimpleGrid, Stack, Stepper, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { AutomationBody } from '../../client/automations.js';
import type { Trigger } from '../../domain/triggers/trigger.js';
import { Answered } from '../parts/answered.js';
import { Ask } from '../parts/confirm.js';
import { ErrorNote } from '../parts/error-note.js';
import { PageHeader } from '../parts/page-header.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { ActionsInWords } from './actions-in-words.js';
import { storedDraftQuery } from './automation-queries.js';
import { AutomationSimulation } from './automation-simulation.js';
import { toDraft, type Draft } from './draft.js';
import { DraftProblems, problemsOf, stepOf } from './draft-problems.js';
import { draftForDeployment, draftForEvent, EMPTY_DRAFT } from './draft-templates.js';
import { DraftText } from './draft-text.js';
import { describeTrigger } from './in-words.js';
import { ActionsStep, DetailsStep, TriggerStep } from './wizard-steps.js';

export function WizardView() {
  const { edit, copy, event, resource, deployment } = useSearch({ from: '/automations/new' });
  const source = edit ?? copy;
  const stored = useQuery({ ...storedDraftQuery(source ?? ''), enabled: source !== undefined });
  if (source === undefined) {
    if (deployment !== undefined) return <Wizard start={draftForDeployment(deployment)} />;
    return <Wizard start={event === undefined ? EMPTY_DRAFT : draftForEvent(event, resource ?? '*')} />;
  }
  return (
    <Answered query={stored} title="Automation">
      {(automation) => {
        const draft = toDraft(automation);
        return edit ? (
          <Wizard key={edit} start={draft} id={edit} />
        ) : (
          <Wizard key={copy} start={{ ...draft, name: `${draft.name} (copy)` }} />
        );
      }}
    </Answered>
  );
}

const LAST_STEP = 2;
const UNNAMED = { path: 'name', message: 'Give it a name.' };

function useSave(draft: Draft, id: string | undefined, isSaved: { current: boolean }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { tell } = useNotices();
  return useMutation({
    mutationFn: async () => {
      const body = draft as unknown as AutomationBody;
      if (id === undefined) return (await api.automations.create(body)).id;
      await api.automations.update(id, body);
      return id;
    },
    onSuccess: async (saved) => {
      isSaved.current = true;
      tell(id === undefined ? `Created ${draft.name}.` : `Changed ${draft.name}.`);
      await queries.invalidateQueries({ queryKey: ['automation'] });
      void queries.invalidateQueries({ queryKey: ['automations'] });
      await navigate({ to: '/automations/$id', params: { id: saved } });
    },
  });
}

function Wizard({ start: opened, id }: { readonly start: Draft; readonly id?: string }) {
  // What is told of the automation while it is written changes nothing of what it was begun with.
  const [start] = useState(opened);
  const [draft, setDraft] = useState(start);
  const [step, setStep] = useState(0);
  const isSaved = useRef(false);
  const save = useSave(draft, id, isSaved);
  const isUnsaved = () => !isSaved.current && JSON.stringify(draft) !== JSON.stringify(start);
  const leaving = useBlocker({ shouldBlockFn: isUnsaved, enableBeforeUnload: isUnsaved, withResolver: true });
  const [isUnnamed, setIsUnnamed] = useState(false);
  const problems = isUnnamed && draft.name.trim() === '' ? [UNNAMED] : problemsOf(save.error);
  const submit = (): void => {
    setIsUnnamed(draft.name.trim() === '');
    if (draft.name.trim() === '') return;
    save.mutate(undefined, {
      onError: (error) => {
        const [first] = problemsOf(error);
        if (first) setStep(stepOf(first.path));
      },
    });
  };
  const set = (changes: Partial<Draft>) => setDraft({ ...draft, ...changes });
  const props = { draft, set };
  return (
    <DraftProblems value={problems}>
      <PageHeader title={id === undefined ? 'New automation' : `Change ${start.name}`} />
      <Ask
        opened={leaving.status === 'blocked'}
        question="Leave without saving?"
        verb="Leave"
        keep="Stay"
        onClose={() => leaving.reset?.()}
        onConfirm={() => leaving.proceed?.()}
      >
        What was written here is lost.
      </Ask>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack style={{ minWidth: 0 }}>
          <Stepper active={step} onStepClick={setStep} size="xs" wrap={false} className="steps">
            <Stepper.Step label="Trigger">
              <TriggerStep {...props} />
            </Stepper.Step>
            <Stepper.Step label="Actions">
              <ActionsStep {...props} />
            </Stepper.Step>
            <Stepper.Step label="Details">
              <DetailsStep {...props} />
            </Stepper.Step>
          </Stepper>
          {save.error && <ErrorNote error={save.error} />}
          <Group justify="space-between">
            <Button variant="default" disabled={step === 0} onClick={() => setStep(step - 1)}>
              Back
            </Button>
            {step < LAST_STEP ? (
              <Button onClick={() => setStep(step + 1)}>Next</Button>
            ) : (
              <Button loading={save.isPending} onClick={submit}>
                {id === undefined ? 'Create' : 'Save'}
              </Button>
            )}
          </Group>
        </Stack>
        <Beside draft={draft} onChange={setDraft} />
      </SimpleGrid>
    </DraftProblems>
  );
}

/** The draft in words and as a document, and what it would have done. */
function Beside({ draft, onChange }: { readonly draft: Draft; readonly onChange: (draft: Draft) => void }) {
  return (
    <Stack style={{ minWidth: 0 }}>
      <Text className="anywhere" aria-live="polite">
        It acts {describeTrigger(draft.trigger as Partial<Trigger>)}. Then: <ActionsInWords of={draft} />.
      </Text>
      <Paper withBorder p="sm" component="section" aria-label="The document">
        <DraftText draft={draft} onChange={onChange} />
      </Paper>
      <details>
        <summary>Try it on past events</summary>
        <AutomationSimulation trigger={draft.trigger as unknown as Trigger} />
      </details>
    </Stack>
  );
}
