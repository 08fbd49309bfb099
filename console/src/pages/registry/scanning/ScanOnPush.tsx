import FormField from '@cloudscape-design/components/form-field';
import Toggle from '@cloudscape-design/components/toggle';

interface Props {
  on: boolean;
  change: (on: boolean) => void;
}

export function ScanOnPush({ on, change }: Props) {
  return (
    <FormField
      label="Image scanning"
      description="The setting is kept, and shown to clients that ask; this server does not scan yet."
    >
      <Toggle
        checked={on}
        onChange={({ detail }) => change(detail.checked)}
        data-testid="scan-on-push"
      >
        Scan on push
      </Toggle>
    </FormField>
  );
}
