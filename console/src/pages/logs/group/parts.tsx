import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { describeTrails } from '../../../api/cloudtrail';
import { useCall } from '../../../api/query';
import { Bytes } from '../../../widgets/Bytes';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time } from '../../../widgets/Time';
import { classText } from '../groups/config';
import { retentionText } from '../retention';

const COLUMNS = 4;

export function Facts({ group }: { group: LogGroup }) {
  const { creationTime, kmsKeyId } = group;
  return (
    <Container>
      <KeyValuePairs
        columns={COLUMNS}
        items={[
          { label: 'Retention', value: retentionText(group.retentionInDays) },
          { label: 'Stored bytes', value: <Bytes value={group.storedBytes} /> },
          { label: 'Class', value: classText(group) },
          {
            label: 'Created',
            value: <Time at={creationTime === undefined ? undefined : new Date(creationTime)} />,
          },
          ...(kmsKeyId === undefined ? [] : [{ label: 'KMS key', value: kmsKeyId }]),
        ]}
      />
    </Container>
  );
}

/** Says which trail writes into the group, if one does. */
export function OfTrail({ group }: { group: string }) {
  const trails = useCall(describeTrails, {}, { shown: false });
  const trail = trails.data?.trailList?.find(({ CloudWatchLogsLogGroupArn = '' }) =>
    CloudWatchLogsLogGroupArn.endsWith(`:log-group:${group}:*`),
  );
  if (trail === undefined) return null;
  return (
    <Alert type="info">
      Records of trail <ScopeLink to={`cloudtrail/trails/${trail.Name}`}>{trail.Name}</ScopeLink>.
    </Alert>
  );
}

export function Help() {
  return (
    <>
      <p>
        A <b>stream</b> is one source of events in their order, such as the records of one Region.
        Open it to read them, or search all streams together.
      </p>
      <p>The size of a single stream is not shown: the service says 0 for each of them.</p>
    </>
  );
}
