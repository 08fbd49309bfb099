import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { MFA_DIGITS, type Proof } from './proof';
import type { Asked } from './useSignIn';

interface Props {
  proof: Proof;
  change: (part: Partial<Proof>) => void;
}

export function UserFields({ proof, change }: Props) {
  return (
    <SpaceBetween size="m">
      <FormField label="Account" description="12 digits, or the account's alias">
        <Input
          data-testid="signin-account"
          name="account"
          value={proof.account}
          autoComplete="organization"
          onChange={({ detail }) => change({ account: detail.value })}
        />
      </FormField>
      <FormField label="User name">
        <Input
          data-testid="signin-user"
          name="username"
          value={proof.user}
          autoComplete="username"
          spellcheck={false}
          onChange={({ detail }) => change({ user: detail.value })}
        />
      </FormField>
      <FormField label="Password">
        <Input
          data-testid="signin-password"
          name="password"
          type="password"
          value={proof.password}
          autoComplete="current-password"
          onChange={({ detail }) => change({ password: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

export function KeyFields({ proof, change }: Props) {
  return (
    <SpaceBetween size="m">
      <FormField
        label="Access key id"
        description="Root signs in this way: lading env shows its key"
      >
        <Input
          data-testid="signin-key-id"
          name="access-key-id"
          value={proof.accessKeyId}
          autoComplete="username"
          spellcheck={false}
          onChange={({ detail }) => change({ accessKeyId: detail.value })}
        />
      </FormField>
      <FormField label="Secret access key">
        <Input
          data-testid="signin-secret"
          name="secret-access-key"
          type="password"
          value={proof.secretAccessKey}
          autoComplete="current-password"
          onChange={({ detail }) => change({ secretAccessKey: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

interface AskedProps extends Props {
  asked: Asked;
  complete: (proof: Proof) => void;
}

/** The second step: a code of the MFA device, or a new password, or both. */
export function AskedFields({ asked, proof, change, complete }: AskedProps) {
  function onCode(value: string): void {
    const mfa = value.replace(/\D/g, '').slice(0, MFA_DIGITS);
    change({ mfa });
    if (mfa.length === MFA_DIGITS && asked === 'mfa') complete({ ...proof, mfa });
  }
  return (
    <SpaceBetween size="m">
      {asked !== 'mfa' && (
        <FormField label="New password" description="Your password has to be changed first.">
          <Input
            data-testid="signin-new-password"
            name="new-password"
            type="password"
            value={proof.newPassword}
            autoComplete="new-password"
            onChange={({ detail }) => change({ newPassword: detail.value })}
          />
        </FormField>
      )}
      {asked !== 'newPassword' && (
        <FormField label="MFA code" description="Six digits from your device">
          <Input
            data-testid="signin-mfa"
            name="mfa"
            autoFocus
            inputMode="numeric"
            value={proof.mfa}
            autoComplete="one-time-code"
            onChange={({ detail }) => onCode(detail.value)}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
