import type { Role } from '@aws-sdk/client-iam';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { listRoles } from '../../../api/iam';
import { describeLogGroups } from '../../../api/logs';
import { useCall } from '../../../api/query';
import { useScope } from '../../../url/scope';
import { CodeBox } from '../../../widgets/CodeBox';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { groupOf, roleNameOf } from './draft';
import type { FieldProps } from './fieldProps';
import { rolePolicy } from './policies';

const NEW_OR_EXISTING = [
  { value: 'new', label: 'New' },
  { value: 'existing', label: 'Existing' },
];

/** Whether records also go to a log group, which one, and by which role. */
export function LogsFields(props: FieldProps) {
  const { draft, change } = props;
  return (
    <SpaceBetween size="l">
      <FormField
        label="CloudWatch Logs"
        description="Records can then be searched and watched in a log group."
      >
        <Checkbox
          data-testid="trail-cwlogs-enabled"
          checked={draft.logs}
          onChange={({ detail }) => change({ logs: detail.checked })}
        >
          Enabled
        </Checkbox>
      </FormField>
      {draft.logs && <GroupFields {...props} />}
      {draft.logs && <RoleFields {...props} />}
    </SpaceBetween>
  );
}

function GroupFields({ draft, change, problems }: FieldProps) {
  const wanted = draft.group === 'existing';
  const groups = useCall(describeLogGroups, wanted ? {} : null, { shown: false });
  const names = (groups.data?.logGroups ?? []).map(({ logGroupName = '' }) => logGroupName);
  return (
    <SpaceBetween size="l">
      <FormField label="Log group">
        <RadioGroup
          data-testid="trail-loggroup"
          value={draft.group}
          onChange={({ detail }) => change({ group: detail.value as 'new' | 'existing' })}
          items={NEW_OR_EXISTING}
        />
      </FormField>
      <FormField
        label="Log group name"
        constraintText={wanted ? undefined : '1 to 512 characters: letters, digits and . - _ / #'}
        errorText={wanted ? problems.existingGroup : problems.newGroup}
      >
        {wanted ? (
          <Select
            selectedOption={draft.existingGroup === '' ? null : { value: draft.existingGroup }}
            onChange={({ detail }) => change({ existingGroup: detail.selectedOption.value ?? '' })}
            options={names.map(value => ({ value }))}
            filteringType="auto"
            placeholder="Choose a log group"
            empty="No log groups"
            statusType={groups.loading ? 'loading' : 'finished'}
          />
        ) : (
          <Input
            data-testid="trail-loggroup-name"
            value={draft.newGroup}
            onChange={({ detail }) => change({ newGroup: detail.value })}
          />
        )}
      </FormField>
      <FailureAlert failure={groups.failure} retry={groups.read} />
    </SpaceBetween>
  );
}

function RoleFields({ draft, change, problems }: FieldProps) {
  const { account, region } = useScope();
  const wanted = draft.role === 'existing';
  const roles = useCall(listRoles, wanted ? {} : null, { shown: false });
  const usable = (roles.data?.Roles ?? []).filter(trustsCloudTrail);
  const policy = rolePolicy({ account, region }, groupOf(draft));
  return (
    <SpaceBetween size="l">
      <FormField
        label="IAM role"
        description="CloudTrail wears this role to write to the log group."
      >
        <RadioGroup
          data-testid="trail-role"
          value={draft.role}
          onChange={({ detail }) => change({ role: detail.value as 'new' | 'existing' })}
          items={NEW_OR_EXISTING}
        />
      </FormField>
      <FormField label="Role name" errorText={wanted ? problems.existingRole : problems.newRole}>
        {wanted ? (
          <Select
            selectedOption={draft.existingRole === '' ? null : { value: draft.existingRole }}
            onChange={({ detail }) => change({ existingRole: detail.selectedOption.value ?? '' })}
            options={usable.map(({ Arn = '', RoleName = '' }) => ({ value: Arn, label: RoleName }))}
            filteringType="auto"
            placeholder="Choose a role"
            empty="No role trusts cloudtrail.amazonaws.com"
            statusType={roles.loading ? 'loading' : 'finished'}
          />
        ) : (
          <Input
            data-testid="trail-role-name"
            value={roleNameOf(draft)}
            onChange={({ detail }) => change({ newRole: detail.value })}
          />
        )}
      </FormField>
      <FailureAlert failure={roles.failure} retry={roles.read} />
      <ExpandableSection headerText="Policy document">
        <CodeBox text={JSON.stringify(policy, null, 2)} what="policy" />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function trustsCloudTrail({ AssumeRolePolicyDocument = '' }: Role): boolean {
  return decodeURIComponent(AssumeRolePolicyDocument).includes('cloudtrail.amazonaws.com');
}
