import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import type { CreationForm } from './creation';

interface Props {
  form: CreationForm;
  change: (part: Partial<CreationForm>) => void;
}

const TAGS_MAX = 50;

export function TagFields({ form, change }: Props) {
  const { tags } = form;
  const set = (index: number, part: { key?: string; value?: string }) =>
    change({ tags: tags.map((tag, at) => (at === index ? { ...tag, ...part } : tag)) });
  return (
    <Container
      header={
        <Header variant="h2" description="Names and values that policies and reports can use">
          Resource tags
        </Header>
      }
    >
      <AttributeEditor
        items={tags}
        addButtonText="Add tag"
        removeButtonText="Remove"
        disableAddButton={tags.length >= TAGS_MAX}
        empty="No tags."
        onAddButtonClick={() => change({ tags: [...tags, { key: '', value: '' }] })}
        onRemoveButtonClick={({ detail }) => change({ tags: tags.toSpliced(detail.itemIndex, 1) })}
        definition={[
          {
            label: 'Key',
            control: ({ key }, index) => (
              <Input value={key} onChange={({ detail }) => set(index, { key: detail.value })} />
            ),
          },
          {
            label: 'Value',
            control: ({ value }, index) => (
              <Input value={value} onChange={({ detail }) => set(index, { value: detail.value })} />
            ),
          },
        ]}
      />
    </Container>
  );
}
