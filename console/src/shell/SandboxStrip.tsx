import { colorBackgroundNotificationGrey } from '@cloudscape-design/design-tokens';
import { useServerConfig } from './serverConfig';

export function SandboxStrip() {
  const { sandbox } = useServerConfig();
  if (!sandbox) return null;
  return (
    <div
      className="sandbox-strip"
      style={{ background: colorBackgroundNotificationGrey, color: 'white' }}
    >
      Sandbox: any signature is accepted
    </div>
  );
}
