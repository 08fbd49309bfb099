import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { CodeBox } from './CodeBox';

interface Props {
  /** One bold sentence: what is not there. */
  title: string;
  why?: string;
  action?: ReactNode;
  /** The commands that would change that. */
  commands?: readonly string[];
}

export function EmptyState({ title, why, action, commands = [] }: Props) {
  return (
    <Box textAlign="center" padding={{ vertical: 'l' }} data-testid="empty">
      <SpaceBetween size="s">
        <div>
          <Box variant="strong">{title}</Box>
          {why && (
            <Box variant="p" color="text-body-secondary">
              {why}
            </Box>
          )}
        </div>
        {action}
        {commands.length > 0 && (
          <Box textAlign="left" margin={{ horizontal: 'xxl' }}>
            <SpaceBetween size="xs">
              {commands.map(command => (
                <CodeBox key={command} text={command} />
              ))}
            </SpaceBetween>
          </Box>
        )}
      </SpaceBetween>
    </Box>
  );
}
