import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { JsonText } from '../../../widgets/JsonText';
import { placedRefusal, selectorProblems } from '../eventSelectors/check';
import { draftsOf } from '../eventSelectors/draft';
import { SelectorForm } from '../eventSelectors/SelectorForm';
import { parsedSelectors, selectorsText } from '../eventSelectors/text';
import type { FieldProps } from './fieldProps';
import { advancedOf } from './selectors';

const CHARACTERS_MAX = 1_000_000;

/** Advanced event selectors: as rows of conditions, or the same as JSON. */
export function AdvancedFields(props: FieldProps) {
  const { draft, change, problems } = props;
  const asText = draft.advancedText !== null;
  const wanted = advancedOf(draft);
  const parsed = draftsOf(wanted);
  const broken = asText && (parsed === null || parsedSelectors(draft.advancedText ?? '').problem);
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="Selectors as"
        selectedId={asText ? 'json' : 'form'}
        options={[
          broken
            ? { id: 'form', text: 'Form', disabled: true, disabledReason: 'Mend the JSON first' }
            : { id: 'form', text: 'Form' },
          { id: 'json', text: 'JSON' },
        ]}
        onChange={({ detail }) =>
          change(
            detail.selectedId === 'json'
              ? { advancedText: selectorsText(wanted) }
              : { advanced: parsed ?? [], advancedText: null },
          )
        }
      />
      {asText ? (
        <JsonText
          label="Advanced event selectors"
          text={draft.advancedText ?? ''}
          change={advancedText => change({ advancedText })}
          charactersMax={CHARACTERS_MAX}
          {...(problems.advanced === undefined ? {} : { error: problems.advanced })}
        />
      ) : (
        <SelectorForm
          selectors={draft.advanced}
          change={advanced => change({ advanced })}
          problems={shownProblems(props)}
        />
      )}
    </SpaceBetween>
  );
}

/** All problems at their fields, once one is to be shown; one that only the server found, too. */
function shownProblems({ draft, problems }: FieldProps) {
  if (problems.advanced === undefined) return [];
  const wanted = advancedOf(draft);
  const own = selectorProblems(wanted);
  return own.length > 0 ? own : [placedRefusal(problems.advanced, wanted)];
}
