// A list of named documents that are created, edited and deleted in one place: variables, blocks, webhooks, work pools.
import { Button, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { PageHeader } from '../parts/page-header.js';
import { ask, change } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { CatalogueRow } from './catalogue-row.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));

export type CatalogueRecord = Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };

export interface CatalogueProps {
  readonly title: string;
  readonly about: string;
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
  readonly onCreated?: (answer: CatalogueRecord) => void;
}

export function Catalogue(props: CatalogueProps) {
  const { title, about, one, path } = props;
  const [editing, setEditing] = useState<CatalogueRecord | 'new' | null>(null);
  const records = useQuery({
    queryKey: ['catalogue', path],
    queryFn: ({ signal }) => ask<CatalogueRecord[]>(`${path}/filter`, { limit: 200 }, signal),
  });
  return (
    <>
      <PageHeader title={title} about={about} actions={<Button onClick={() => setEditing('new')}>New {one}</Button>} />
      <Answered query={records}>
        {(found) =>
          found.length === 0 ? (
            <Empty title={`No ${title.toLowerCase()} yet`}>{about}</Empty>
          ) : (
            <Stack gap="xs" role="list">
              {found.map((record) => (
                <RecordRow key={record.id} record={record} {...props} onEdit={() => setEditing(record)} />
              ))}
            </Stack>
          )
        }
      </Answered>
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

function RecordForm(props: CatalogueProps & { readonly record: CatalogueRecord | null; readonly onDone: () => void }) {
  const { record, path, one, createSchema, editSchema, toEdit, addressOf = byId, onDone, onCreated } = props;
  const queries = useQueryClient();
  const { tell } = useNotices();
  const save = useMutation({
    mutationFn: (values: Record<string, unknown>) =>
      record === null
        ? change<CatalogueRecord>('POST', `${path}/`, values)
        : change<CatalogueRecord>('PATCH', `${path}/${encodeURIComponent(addressOf(record))}`, values),
    onSuccess: async (answer) => {
      tell(record === null ? `Created the ${one}.` : `Changed ${record.name}.`);
      if (record === null) onCreated?.(answer);
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
