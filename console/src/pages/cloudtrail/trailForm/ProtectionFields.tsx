import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useServerConfig } from '../../../shell/serverConfig';
import type { FieldProps } from './fieldProps';

/** Encryption, digests, and which Regions the trail covers. */
export function ProtectionFields({ draft, change, problems }: FieldProps) {
  const { regions } = useServerConfig();
  const one = regions.length < 2;
  return (
    <SpaceBetween size="l">
      <FormField label="Log file SSE-KMS encryption">
        <Checkbox
          data-testid="trail-encrypted"
          checked={draft.encrypted}
          onChange={({ detail }) => change({ encrypted: detail.checked })}
        >
          Enabled
        </Checkbox>
      </FormField>
      {draft.encrypted && (
        <FormField
          label="AWS KMS key"
          description="Id, ARN or alias of a key whose policy lets CloudTrail use it."
          errorText={problems.kmsKey}
        >
          <Input
            data-testid="trail-key"
            value={draft.kmsKey}
            placeholder="alias/trail-logs"
            onChange={({ detail }) => change({ kmsKey: detail.value })}
          />
        </FormField>
      )}
      <FormField
        label="Log file validation"
        description="Signed digests, with which one can prove that no log file was altered."
      >
        <Checkbox
          data-testid="trail-validation"
          checked={draft.validation}
          onChange={({ detail }) => change({ validation: detail.checked })}
        >
          Enabled
        </Checkbox>
      </FormField>
      <FormField
        label="Multi-Region trail"
        {...(one
          ? { description: 'This server has one Region so far; others will be covered.' }
          : {})}
      >
        <Checkbox
          data-testid="trail-multi-region"
          checked={draft.multiRegion}
          onChange={({ detail }) => change({ multiRegion: detail.checked })}
        >
          Enabled
        </Checkbox>
      </FormField>
    </SpaceBetween>
  );
}
