// Variables: named JSON values that flows, templates and people share.
import { Code } from '@mantine/core';
import { Catalogue } from './record-list.js';

const VALUE = {
  title: 'Value',
  anyOf: [
    { title: 'Text', type: 'string' },
    { title: 'Number', type: 'number' },
    { title: 'Yes or no', type: 'boolean' },
  ],
};
const TAGS = { type: 'array', title: 'Tags', items: { type: 'string' } };
const NAME = { type: 'string', title: 'Name', description: 'Lower-case letters, digits, - and _.' };

export function VariablesView() {
  return (
    <Catalogue
      title="Variables"
      about="Named values that flows and templates read. Write documents and lists in the JSON form."
      empty="Templates read it as {{ variables.NAME }}."
      one="variable"
      path="/variables"
      createSchema={{
        type: 'object',
        required: ['name', 'value'],
        properties: { name: NAME, value: VALUE, tags: TAGS },
      }}
      editSchema={{ type: 'object', required: ['value'], properties: { value: VALUE, tags: TAGS } }}
      toEdit={({ value, tags }) => ({ value, tags })}
      summary={({ value }) => <Code>{JSON.stringify(value)}</Code>}
    />
  );
}
