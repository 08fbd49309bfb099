import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { type RecentRole, recentRoles } from '../../shell/recentRoles';
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

export function RecentRoles({ choose }: { choose: (role: RecentRole) => void }) {
  const roles = recentRoles();
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
