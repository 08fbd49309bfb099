import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { countText } from './format';

interface Props {
  label: string;
  text: string;
  change: (text: string) => void;
  charactersMax: number;
  error?: string;
}

const ROWS_MIN = 12;
const ROWS_MAX = 40;

/** JSON as text, with a meter of its size. */
export function JsonText({ label, text, change, charactersMax, error }: Props) {
  const rows = Math.min(ROWS_MAX, Math.max(ROWS_MIN, text.split('\n').length + 1));
  const tooLong = text.length > charactersMax ? 'Too long.' : '';
  return (
    <div className="json-text">
      <FormField
        label={label}
        stretch
        errorText={error ?? tooLong}
        constraintText={`${countText(text.length)} of ${countText(charactersMax)} characters`}
      >
        <Textarea
          value={text}
          rows={rows}
          spellcheck={false}
          disableBrowserAutocorrect
          onChange={({ detail }) => change(detail.value)}
          data-testid="json-text"
        />
      </FormField>
    </div>
  );
}
