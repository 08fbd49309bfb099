import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import type { RecentRole } from '../../shell/userMenu/recentRoles';
import { colours } from './config';

interface ColoursProps {
  chosen: string;
  choose: (colour: string) => void;
}

export function Colours({ chosen, choose }: ColoursProps) {
  return (
    <FormField label="Colour" stretch>
      <Tiles
        value={chosen}
        columns={4}
        onChange={({ detail }) => choose(detail.value)}
        items={colours.map(({ id, label }) => ({
          value: id,
          label,
          image: <div className="swatch" style={{ background: id }} />,
        }))}
      />
    </FormField>
  );
}

interface RecentRolesProps {
  roles: readonly RecentRole[];
  choose: (role: RecentRole) => void;
}

export function RecentRoles({ roles, choose }: RecentRolesProps) {
  if (roles.length === 0) return null;
  return (
    <FormField label="Lately">
      <SpaceBetween size="xs" direction="horizontal">
        {roles.map(role => (
          <Button key={`${role.account}/${role.roleName}`} onClick={() => choose(role)}>
            {role.displayName || role.roleName} @ {role.account}
          </Button>
        ))}
      </SpaceBetween>
    </FormField>
  );
}
