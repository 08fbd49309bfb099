import AttributeEditor, {
  type AttributeEditorProps,
} from '@cloudscape-design/components/attribute-editor';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import type { SelectorProblem } from './check';
import { type Condition, nextCondition, onField, type SelectorDraft } from './draft';
import { FIELDS, fieldOf, type Operator } from './fields';

const VALUE_ROWS_MAX = 8;

export interface SelectorProps {
  selector: SelectorDraft;
  change: (selector: SelectorDraft) => void;
  problems: readonly SelectorProblem[];
}

/** The conditions of a selector, each a field, an operator and values. */
export function ConditionRows({ selector, change, problems }: SelectorProps) {
  const { category, conditions } = selector;
  const setAll = (next: readonly Condition[]) => change({ ...selector, conditions: next });
  const set = (index: number, part: Partial<Condition>) =>
    setAll(conditions.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const definition: AttributeEditorProps.FieldDefinition<Condition>[] = [
    {
      label: 'Field',
      control: ({ field }, index) => (
        <Select
          selectedOption={{ value: field }}
          options={FIELDS[category].map(({ name }) => ({ value: name }))}
          onChange={({ detail }) =>
            set(index, onField(category, detail.selectedOption.value ?? ''))
          }
        />
      ),
    },
    {
      label: 'Operator',
      control: ({ field, operator }, index) => (
        <Select
          selectedOption={{ value: operator }}
          options={(fieldOf(category, field)?.operators ?? []).map(value => ({ value }))}
          onChange={({ detail }) =>
            set(index, { operator: detail.selectedOption.value as Operator })
          }
        />
      ),
    },
    {
      label: 'Values',
      control: (condition, index) => (
        <Values
          condition={condition}
          known={fieldOf(category, condition.field)?.values}
          single={fieldOf(category, condition.field)?.single ?? false}
          set={values => set(index, { values })}
        />
      ),
      errorText: ({ field }) => problems.find(problem => problem.field === field)?.text,
    },
  ];
  return (
    <AttributeEditor
      items={conditions}
      definition={definition}
      addButtonText="Add condition"
      removeButtonText="Remove"
      empty="No conditions."
      isItemRemovable={({ field }) => !isLastOfRequired(selector, field)}
      onAddButtonClick={() => setAll([...conditions, nextCondition(selector)])}
      onRemoveButtonClick={({ detail }) => setAll(conditions.toSpliced(detail.itemIndex, 1))}
    />
  );
}

interface ValuesProps {
  condition: Condition;
  known: readonly string[] | undefined;
  single: boolean;
  set: (values: readonly string[]) => void;
}

/** A choice where the values are known; else texts, one on each line. */
function Values({ condition: { values }, known, single, set }: ValuesProps) {
  if (known === undefined) {
    return (
      <Textarea
        value={values.join('\n')}
        rows={Math.min(VALUE_ROWS_MAX, Math.max(1, values.length))}
        placeholder={single ? '' : 'One on each line'}
        spellcheck={false}
        onChange={({ detail }) => set(detail.value.split('\n'))}
      />
    );
  }
  const options = known.map(value => ({ value }));
  const chosen = values.map(value => ({ value }));
  return single ? (
    <Select
      selectedOption={chosen[0] ?? null}
      options={options}
      placeholder="Choose a value"
      onChange={({ detail }) => set([detail.selectedOption.value ?? ''])}
    />
  ) : (
    <Multiselect
      selectedOptions={chosen}
      options={options}
      placeholder="Choose values"
      onChange={({ detail }) => set(detail.selectedOptions.map(({ value = '' }) => value))}
    />
  );
}

function isLastOfRequired({ category, conditions }: SelectorProps['selector'], name: string) {
  const required = fieldOf(category, name)?.required ?? false;
  return required && conditions.filter(({ field }) => field === name).length === 1;
}
