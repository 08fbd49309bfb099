import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { SelectorProblem } from './check';
import { emptySelector, type SelectorDraft } from './draft';
import { OneSelector } from './OneSelector';

interface Props {
  selectors: readonly SelectorDraft[];
  change: (selectors: readonly SelectorDraft[]) => void;
  problems: readonly SelectorProblem[];
}

/** Several selectors, one below the other: an event that one of them wants is logged. */
export function SelectorForm({ selectors, change, problems }: Props) {
  const general = problems.find(({ selector }) => selector < 0)?.text;
  return (
    <SpaceBetween size="m">
      {selectors.map((selector, index) => (
        <OneSelector
          // biome-ignore lint/suspicious/noArrayIndexKey: selectors have no other identity
          key={index}
          number={index + 1}
          selector={selector}
          change={next => change(selectors.with(index, next))}
          remove={() => change(selectors.toSpliced(index, 1))}
          problems={problems.filter(one => one.selector === index)}
        />
      ))}
      <FormField errorText={general}>
        <Button
          iconName="add-plus"
          onClick={() => change([...selectors, emptySelector('Data')])}
          data-testid="selector-add"
        >
          Add selector
        </Button>
      </FormField>
    </SpaceBetween>
  );
}
