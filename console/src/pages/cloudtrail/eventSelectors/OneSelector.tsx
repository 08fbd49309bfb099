import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ConditionRows, type SelectorProps } from './ConditionRows';
import { inCategory } from './draft';
import { CATEGORIES, CATEGORY_TEXTS, type Category } from './fields';

interface Props extends SelectorProps {
  number: number;
  remove: () => void;
}

/** One selector: which kind of events, and what must hold of them. */
export function OneSelector({ number, remove, ...props }: Props) {
  const { selector, change, problems } = props;
  return (
    <Container
      data-testid={`selector-${number}`}
      header={
        <Header
          variant="h3"
          headingTagOverride="h2"
          actions={
            <Button onClick={remove} ariaLabel={`Remove selector ${number}`}>
              Remove
            </Button>
          }
        >
          Selector {number}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ColumnLayout columns={2}>
          <FormField label="Log event type">
            <Select
              selectedOption={categoryOption(selector.category)}
              options={CATEGORIES.map(categoryOption)}
              onChange={({ detail }) =>
                change(inCategory(selector, detail.selectedOption.value as Category))
              }
              data-testid="selector-category"
            />
          </FormField>
          <FormField label="Name - optional">
            <Input
              value={selector.name}
              onChange={({ detail }) => change({ ...selector, name: detail.value })}
            />
          </FormField>
        </ColumnLayout>
        <FormField
          label="Conditions"
          description="All of them must hold. Without any, all events of this type are logged."
          errorText={problems.find(({ field }) => field === '')?.text}
          stretch
        >
          <ConditionRows {...props} />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

function categoryOption(value: Category) {
  return { value, label: CATEGORY_TEXTS[value] };
}
