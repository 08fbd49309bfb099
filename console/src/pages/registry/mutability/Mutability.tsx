import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { EXCEPTIONS_MAX, type MutabilityChoice } from './choice';

interface Props {
  choice: MutabilityChoice;
  change: (choice: MutabilityChoice) => void;
}

/** Asks whether a push may move a tag, and for which tags the other answer holds. */
export function Mutability({ choice, change }: Props) {
  const { immutable, exceptions } = choice;
  const except = (next: readonly string[]) => change({ ...choice, exceptions: next });
  return (
    <SpaceBetween size="m">
      <FormField label="Image tag mutability" stretch>
        <Tiles
          value={immutable ? 'immutable' : 'mutable'}
          onChange={({ detail }) => change({ ...choice, immutable: detail.value === 'immutable' })}
          items={[
            {
              value: 'mutable',
              label: 'Mutable',
              description: 'A push may move a tag to another image.',
            },
            {
              value: 'immutable',
              label: 'Immutable',
              description: 'A tag stays with its image; a push that would move it is refused.',
            },
          ]}
        />
      </FormField>
      <FormField
        label="Except tags matching"
        description="* stands for any characters; the other answer holds for these tags"
        stretch
      >
        <AttributeEditor
          items={exceptions.map(text => ({ text }))}
          addButtonText="Add filter"
          removeButtonText="Remove"
          disableAddButton={exceptions.length >= EXCEPTIONS_MAX}
          empty="No exceptions."
          onAddButtonClick={() => except([...exceptions, ''])}
          onRemoveButtonClick={({ detail }) => except(exceptions.toSpliced(detail.itemIndex, 1))}
          definition={[
            {
              label: 'Tag filter',
              control: ({ text }, index) => (
                <Input
                  value={text}
                  placeholder="dev-*"
                  onChange={({ detail }) => except(exceptions.with(index, detail.value))}
                />
              ),
            },
          ]}
        />
      </FormField>
    </SpaceBetween>
  );
}
