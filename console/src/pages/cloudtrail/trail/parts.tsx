import type { GetTrailStatusResponse, Tag, Trail } from '@aws-sdk/client-cloudtrail';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { ReactNode } from 'react';
import { useScope } from '../../../url/scope';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { visibleText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time } from '../../../widgets/Time';
import { LogGroupLink, TrailStatus } from '../trails/config';
import { trailPath } from '../trails/trailRow';
import { deliveryProblems } from './deliveryProblem';
import type { TrailPageData } from './hooks';
import { selectorSentences } from './selectors';

const COLUMNS = 4;

export function DeliveryStatus({ status }: { status: GetTrailStatusResponse | undefined }) {
  const problems = status === undefined ? [] : deliveryProblems(status);
  return (
    <>
      {problems.map(problem => (
        <Alert key={problem} type="error">
          {problem}
        </Alert>
      ))}
      <Container header={<Header variant="h2">Status</Header>} data-testid="trail-status">
        <KeyValuePairs
          columns={COLUMNS}
          items={[
            { label: 'Logging', value: <TrailStatus row={{ status, failure: null }} /> },
            { label: 'Last log file', value: <Time at={status?.LatestDeliveryTime} ago /> },
            { label: 'Last digest', value: <Time at={status?.LatestDigestDeliveryTime} ago /> },
            {
              label: 'Last log group delivery',
              value: <Time at={status?.LatestCloudWatchLogsDeliveryTime} ago />,
            },
            { label: 'Started', value: <Time at={status?.StartLoggingTime} /> },
            { label: 'Stopped', value: <Time at={status?.StopLoggingTime} /> },
          ]}
        />
      </Container>
    </>
  );
}

interface SectionProps {
  trail: Trail;
  editable: boolean;
}

export function General({ page, trail, editable }: SectionProps & { page: TrailPageData }) {
  return (
    <Container
      header={
        <SectionHeader title="General details" edit={editable && editPath(trail, 'general')} />
      }
    >
      <KeyValuePairs
        columns={COLUMNS}
        items={[
          { label: 'Trail name', value: page.name },
          { label: 'S3 bucket', value: trail.S3BucketName },
          { label: 'Log file prefix', value: trail.S3KeyPrefix ?? '–' },
          { label: 'Multi-Region trail', value: trail.IsMultiRegionTrail ? 'Yes' : 'No' },
          {
            label: 'Log file validation',
            value: trail.LogFileValidationEnabled ? 'Enabled' : 'Disabled',
          },
          { label: 'SSE-KMS key', value: trail.KmsKeyId ?? 'None' },
          { label: 'SNS topic', value: trail.SnsTopicARN ?? 'None' },
          { label: 'Home Region', value: trail.HomeRegion },
        ]}
      />
    </Container>
  );
}

export function LogsSection({
  trail,
  status,
  editable,
}: SectionProps & { status: GetTrailStatusResponse | undefined }) {
  const group = trail.CloudWatchLogsLogGroupArn;
  return (
    <Container
      header={
        <SectionHeader
          title="CloudWatch Logs"
          edit={editable && editPath(trail, 'logs')}
          testId="trail-cwlogs-edit"
        />
      }
    >
      {group === undefined ? (
        <Box color="text-body-secondary">Not enabled: records go to the bucket only.</Box>
      ) : (
        <KeyValuePairs
          columns={COLUMNS}
          items={[
            { label: 'Log group', value: <LogGroupLink arn={group} /> },
            { label: 'IAM role', value: <RoleLink arn={trail.CloudWatchLogsRoleArn ?? ''} /> },
            {
              label: 'Last delivery',
              value: <Time at={status?.LatestCloudWatchLogsDeliveryTime} ago />,
            },
          ]}
        />
      )}
    </Container>
  );
}

export function EventSection({ page }: { page: TrailPageData }) {
  const { selectors, trail } = page;
  const sentences = selectors.data === undefined ? [] : selectorSentences(selectors.data);
  return (
    <Container
      header={
        <SectionHeader title="Events" edit={trail !== undefined && editPath(trail, 'events')} />
      }
    >
      <FailureAlert failure={selectors.failure} retry={selectors.read} />
      <ul className="plain-list">
        {sentences.map(sentence => (
          <li key={sentence}>{visibleText(sentence)}</li>
        ))}
      </ul>
    </Container>
  );
}

export function TagSection({ page }: { page: TrailPageData }) {
  const tags: Tag[] = page.tags.data?.ResourceTagList?.[0]?.TagsList ?? [];
  return (
    <Container
      header={
        <SectionHeader
          title="Tags"
          edit={page.trail !== undefined && editPath(page.trail, 'tags')}
        />
      }
    >
      <FailureAlert failure={page.tags.failure} retry={page.tags.read} />
      {tags.length === 0 ? (
        <Box color="text-body-secondary">No tags.</Box>
      ) : (
        <KeyValuePairs
          columns={COLUMNS}
          items={tags.map(({ Key, Value }) => ({
            label: visibleText(Key ?? ''),
            value: visibleText(Value ?? ''),
          }))}
        />
      )}
    </Container>
  );
}

interface SectionHeaderProps {
  title: string;
  /** Where it is edited; false where that is not possible. */
  edit: string | false;
  testId?: string;
}

function SectionHeader({ title, edit, testId }: SectionHeaderProps): ReactNode {
  const { href } = useScope();
  return (
    <Header
      variant="h2"
      actions={
        edit !== false && (
          <Button
            href={href(edit)}
            ariaLabel={`Edit ${title}`}
            {...(testId === undefined ? {} : { 'data-testid': testId })}
          >
            Edit
          </Button>
        )
      }
    >
      {title}
    </Header>
  );
}

function RoleLink({ arn }: { arn: string }) {
  const name = arn.split('/').at(-1) ?? '';
  return name === '' ? <>–</> : <ScopeLink to={`iam/roles/${name}`}>{name}</ScopeLink>;
}

function editPath(trail: Trail, section: string): string {
  return `${trailPath(trail)}/edit?section=${section}`;
}

export function Help() {
  return (
    <>
      <p>
        <b>Log files</b> are written to the bucket every few minutes while there are events;{' '}
        <b>digests</b> are signed lists of them, one an hour, each linked to the one before.
      </p>
      <p>
        <b>Check integrity</b> reads digests and log files back in this browser and compares them
        with their signatures and hashes.
      </p>
    </>
  );
}
