import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { NotedCall } from '../../api/calls';

/** The newest calls of this window with their request ids; each is on record under its id. */
export function CallList({ calls }: { calls: readonly NotedCall[] }) {
  return (
    <ExpandableSection headerText={`Calls made (${calls.length})`} variant="footer">
      <SpaceBetween size="xs">
        {calls.map(call => (
          <div key={`${call.requestId}${call.at.getTime()}${call.operation}`}>
            <StatusIndicator type={call.errorCode === '' ? 'success' : 'error'}>
              {call.service}:{call.operation} {call.errorCode} {Math.round(call.durationMs)} ms
            </StatusIndicator>
            <Box variant="small" display="block" color="text-body-secondary">
              {call.requestId}
            </Box>
          </div>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
