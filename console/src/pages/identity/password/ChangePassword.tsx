import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { changePassword } from '../../../api/iam';
import { useChange } from '../../../api/query';
import { notify } from '../../../shell/notifications';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';

const EMPTY = { old: '', next: '', again: '' };

/** Changes one's own password. */
export function ChangePassword() {
  const [typed, setTyped] = useState(EMPTY);
  const change = useChange('iam', region =>
    changePassword.run({ OldPassword: typed.old, NewPassword: typed.next }, region),
  );
  const different = typed.again !== '' && typed.again !== typed.next;

  async function save(): Promise<void> {
    if ((await change.run()) === undefined) return;
    notify({ type: 'success', content: 'Your password is changed.' });
    setTyped(EMPTY);
  }

  const field = (name: keyof typeof EMPTY, label: string, autoComplete: string, error = '') => (
    <FormField label={label} errorText={error}>
      <Input
        type="password"
        autoComplete={autoComplete}
        value={typed[name]}
        onChange={({ detail }) => setTyped(before => ({ ...before, [name]: detail.value }))}
      />
    </FormField>
  );
  return (
    <Container header={<Header variant="h2">Password</Header>}>
      <form
        onSubmit={event => {
          event.preventDefault();
          save();
        }}
      >
        <SpaceBetween size="m">
          {field('old', 'Current password', 'current-password')}
          {field('next', 'New password', 'new-password')}
          {field(
            'again',
            'New password again',
            'new-password',
            different ? 'The two are not the same.' : '',
          )}
          <FailureAlert failure={change.failure} />
          <Button
            loading={change.running}
            disabled={typed.old === '' || typed.next === '' || typed.again !== typed.next}
          >
            Change password
          </Button>
        </SpaceBetween>
      </form>
    </Container>
  );
}
