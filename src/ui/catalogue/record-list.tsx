// A list of named documents that are created, edited and deleted in one place: variables, blocks, webhooks, work pools.
import { Button, Modal, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { DocumentList } from '../parts/document-list.js';
import { Empty } from '../parts/empty.js';
import { PageHeader } from '../parts/page-header.js';
import { change } from '../server/connection.js';
import { documentPages } from '../server/document-pages.js';
import { useNotices } from '../shell/notices.js';
import { CatalogueRow } from './catalogue-row.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));

export type CatalogueRecord = Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };

export interface CatalogueProps {
  readonly title: string;
  readonly about: string;
  /** What one is good for, said while there is none. */
  readonly empty: string;
  /** One of them: `variable`. */
  readonly one: string;
  /** Below `/api`, such as `/variables`. */
  readonly path: string;
  /** How one is addressed below the path. @default by its id */
  readonly addressOf?: (record: CatalogueRecord) => string;
  readonly createSchema: Readonly<Record<string, unknown>>;
  readonly editSchema: Readonly<Record<string, unknown>>;
  /** What the edit form starts from. */
  readonly toEdit: (record: CatalogueRecord) => Record<string, unknown>;
  readonly summary: (record: CatalogueRecord) => ReactNode;
  /** Told what the server answered to one that was made, and to one that was changed where it answers with it. */
  readonly onSaved?: (answer: CatalogueRecord) => void;
}

export function Catalogue(props: CatalogueProps) {
  const { title, about, one, path, empty } = props;
  const [editing, setEditing] = useState<CatalogueRecord | 'new' | null>(null);
  const records = useInfiniteQuery(documentPages<CatalogueRecord>(['catalogue', path], `${path}/filter`, {}));
  return (
    <>
      <PageHeader title={title} about={about} actions={<Button onClick={() => setEditing('new')}>New {one}</Button>} />
      <DocumentList
        label={title}
        query={records}
        none={
          <Empty title={`No ${title.toLowerCase()} yet`}>
            “New {one}” makes the first. {empty}
          </Empty>
        }
      >
        {(record) => <RecordRow record={record} {...props} onEdit={() => setEditing(record)} />}
      </DocumentList>
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        size="lg"
        title={editing === 'new' ? `New ${one}` : `Change ${editing?.name ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {editing !== null && (
          <RecordForm {...props} record={editing === 'new' ? null : editing} onDone={() => setEditing(null)} />
        )}
      </Modal>
    </>
  );
}

const byId = ({ id }: CatalogueRecord): string => id;

function RecordRow(props: CatalogueProps & { readonly record: CatalogueRecord; readonly onEdit: () => void }) {
  const { record, path, summary, addressOf = byId, onEdit } = props;
  return (
    <CatalogueRow
      name={record.name}
      path={`${path}/${encodeURIComponent(addressOf(record))}`}
      listKey={['catalogue', path]}
      warning="What uses it will fail. This cannot be undone."
      onEdit={onEdit}
    >
      <Text size="sm" className="soft anywhere" component="div">
        {summary(record)}
      </Text>
    </CatalogueRow>
  );
}

/** A field that was emptied is missing from a form's values; the server is told so by null. */
function emptied(before: Record<string, unknown>, values: Record<string, unknown>): Record<string, null> {
  return Object.fromEntries(
    Object.keys(before).flatMap((field) => (values[field] === undefined ? [[field, null]] : [])),
  );
}

function RecordForm(props: CatalogueProps & { readonly record: CatalogueRecord | null; readonly onDone: () => void }) {
  const { record, path, one, createSchema, editSchema, toEdit, addressOf = byId, onDone, onSaved } = props;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const save = useMutation({
    mutationFn: (values: Record<string, unknown>) =>
      record === null
        ? change<CatalogueRecord | undefined>('POST', `${path}/`, values)
        : change<CatalogueRecord | undefined>('PATCH', `${path}/${encodeURIComponent(addressOf(record))}`, {
            ...values,
            ...emptied(toEdit(record), values),
          }),
    onSuccess: async (answer) => {
      tell(record === null ? `Created the ${one}.` : `Changed ${record.name}.`);
      // Not every change is answered with a document.
      if (answer !== undefined) onSaved?.(answer);
      onDone();
      await queries.invalidateQueries({ queryKey: ['catalogue', path] });
    },
  });
  return (
    <Suspense fallback={null}>
      <SchemaForm
        schema={record === null ? createSchema : editSchema}
        initial={record === null ? null : toEdit(record)}
        submitLabel={record === null ? 'Create' : 'Save'}
        error={save.error}
        busy={save.isPending}
        onSubmit={(values) => save.mutate(values)}
      />
    </Suspense>
  );
}
