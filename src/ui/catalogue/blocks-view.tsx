// Blocks: stored configuration of a kind, such as an address to notify. What is secret in one is never shown again.
import { Button, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { BlockDocument, BlockSchema, BlockType } from '../../domain/blocks/block-documents.js';
import { Copyable } from '../parts/copyable.js';
import { DocumentList } from '../parts/document-list.js';
import { Empty } from '../parts/empty.js';
import { PageHeader } from '../parts/page-header.js';
import { ask, change } from '../server/connection.js';
import { documentPages } from '../server/document-pages.js';
import { useNotices } from '../shell/notices.js';
import { CatalogueRow } from './catalogue-row.js';
import { canSend, TestMessage } from './test-message.js';

const SchemaForm = lazy(() => import('../form/schema-form.js'));
const KEY = ['blocks'];

export function BlocksView() {
  const [editing, setEditing] = useState<BlockDocument | 'new' | null>(null);
  const blocks = useInfiniteQuery(documentPages<BlockDocument>([...KEY, 'list'], '/block_documents/filter', {}));
  const close = () => setEditing(null);
  return (
    <>
      <PageHeader
        title="Blocks"
        about="Stored configuration that actions and flows use by name. Secrets are kept encrypted."
        actions={<Button onClick={() => setEditing('new')}>New block</Button>}
      />
      <DocumentList
        label="Blocks"
        query={blocks}
        none={
          <Empty title="No blocks yet">
            “New block” makes the first: to notify somebody, or to call a web address, from an automation.
          </Empty>
        }
      >
        {(block) => <BlockRow block={block} onEdit={() => setEditing(block)} />}
      </DocumentList>
      <Modal
        opened={editing !== null}
        onClose={close}
        size="lg"
        title={editing === 'new' ? 'New block' : `Change ${editing?.name ?? ''}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {editing === 'new' && <NewBlock onDone={close} />}
        {editing !== null && editing !== 'new' && <EditBlock block={editing} onDone={close} />}
      </Modal>
    </>
  );
}

function BlockRow({ block, onEdit }: { readonly block: BlockDocument; readonly onEdit: () => void }) {
  return (
    <CatalogueRow
      name={block.name}
      path={`/block_documents/${block.id}`}
      listKey={KEY}
      warning="Actions that use it will fail. This cannot be undone."
      onEdit={onEdit}
    >
      <Text size="sm" className="soft">
        {block.block_type_name}
      </Text>
      <Copyable text={block.id} what="block's id" />
      {canSend(block) && <TestMessage block={block} />}
    </CatalogueRow>
  );
}

function useSave(onDone: () => void, save: (data: Record<string, unknown>) => Promise<unknown>) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  return useMutation({
    mutationFn: save,
    onSuccess: async () => {
      tell('Saved.');
      onDone();
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
}

function NewBlock({ onDone }: { readonly onDone: () => void }) {
  const [typeId, setTypeId] = useState<string | null>(null);
  const [name, setName] = useState('');
  const types = useQuery({
    queryKey: [...KEY, 'types'],
    queryFn: ({ signal }) => ask<BlockType[]>('/block_types/filter', { limit: 200 }, signal),
  });
  const schemas = useQuery({
    queryKey: [...KEY, 'schemas', typeId],
    queryFn: ({ signal }) =>
      ask<BlockSchema[]>(
        '/block_schemas/filter',
        { block_schemas: { block_type_id: { any_: [typeId] } }, limit: 1 },
        signal,
      ),
    enabled: typeId !== null,
  });
  const schema = schemas.data?.[0];
  const save = useSave(onDone, (data) =>
    change('POST', '/block_documents/', { name, data, block_schema_id: schema?.id, block_type_id: typeId }),
  );
  return (
    <Stack>
      <Select
        label="Kind"
        data={(types.data ?? []).map(({ id, name: label }) => ({ value: id, label }))}
        value={typeId}
        onChange={setTypeId}
        searchable
      />
      <TextInput
        label="Name of the block"
        description="Lower-case letters, digits and dashes."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {schema && (
        <Suspense fallback={null}>
          <SchemaForm
            key={schema.id}
            schema={schema.fields}
            initial={null}
            submitLabel="Create"
            error={save.error}
            busy={save.isPending}
            onSubmit={(data) => save.mutate(data)}
          />
        </Suspense>
      )}
    </Stack>
  );
}

function EditBlock({ block, onDone }: { readonly block: BlockDocument; readonly onDone: () => void }) {
  const save = useSave(onDone, (data) => change('PATCH', `/block_documents/${block.id}`, { data }));
  return (
    <Suspense fallback={null}>
      <SchemaForm
        schema={block.block_schema.fields}
        initial={block.data}
        submitLabel="Save"
        error={save.error}
        busy={save.isPending}
        onSubmit={(data) => save.mutate(data)}
      />
    </Suspense>
  );
}
