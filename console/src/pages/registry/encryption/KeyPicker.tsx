import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import { denialOf, type Failure } from '../../../api/failure';
import type { KeyChoice } from './keyChoices';
import { type KnownKeys, useKeyChoices } from './useKeyChoices';

interface Props {
  value: string;
  change: (value: string) => void;
}

/** Asks for a key: one of the account's by alias or ARN, or any other by what is typed. */
export default function KeyPicker({ value, change }: Props) {
  const known = useKeyChoices();
  return (
    <FormField
      label="Key"
      description="Alias, ARN or id; a key of another account by its ARN. Without one, the account's key for ECR."
      constraintText={hint(known)}
      stretch
    >
      <Autosuggest
        value={value}
        onChange={({ detail }) => change(detail.value)}
        options={[
          { label: 'Aliases', options: known.aliases.map(option) },
          { label: 'Keys without alias', options: known.keys.map(option) },
        ].filter(({ options }) => options.length > 0)}
        enteredTextLabel={text => `Use ${text}`}
        statusType={known.reading ? 'loading' : 'finished'}
        loadingText="Reading the keys"
        empty="No keys in this Region"
        placeholder="alias/images"
        ariaLabel="Key"
        data-testid="kms-key"
      />
    </FormField>
  );
}

function option({ value, about }: KeyChoice) {
  return { value, description: about };
}

function hint({ failure, more }: KnownKeys): string | undefined {
  if (failure !== null) return `${whyNot(failure)} Enter the key yourself.`;
  return more ? 'Not all keys are listed; others can be entered.' : undefined;
}

function whyNot({ kind, code, message }: Failure): string {
  const denial = kind === 'denied' ? denialOf(message) : null;
  if (denial === null) return `The keys could not be listed (${code}).`;
  return `The keys are not listed in full, as that needs ${denial.action}.`;
}
