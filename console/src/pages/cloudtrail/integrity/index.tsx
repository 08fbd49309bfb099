import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useParams } from 'react-router';
import { getTrail } from '../../../api/cloudtrail';
import { useCall } from '../../../api/query';
import { usePage } from '../../../shell/page';
import { spanOf } from '../../../url/range';
import { useScope } from '../../../url/scope';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { RangePicker, useRange } from '../../../widgets/RangePicker';
import { ResourceTable } from '../../../widgets/table/ResourceTable';
import { trailPath } from '../trails/trailRow';
import { COLUMNS } from './config';
import { Commands, Help, Progress } from './parts';
import { useCheck } from './useCheck';

const RANGE_INITIAL = 'P1D';
/** Browsers keep cryptography from pages that came unencrypted over a network. */
const CAN_CHECK = window.isSecureContext && crypto.subtle !== undefined;

export function Component() {
  const { name = '' } = useParams();
  const { region } = useScope();
  const found = useCall(getTrail, { Name: name });
  const trail = found.data?.Trail;
  const [range, chooseRange] = useRange(RANGE_INITIAL);
  const [openedAt] = useState(Date.now);
  const { check, start, stop } = useCheck(trail);
  const { from } = spanOf(range, openedAt);
  const commands = [
    `aws cloudtrail validate-logs --trail-arn ${trail?.TrailARN ?? name} --region ${region} --start-time ${wholeSecond(from)}`,
    `lading verify s3://${trail?.S3BucketName ?? 'BUCKET'}/${trail?.S3KeyPrefix ?? ''}`,
  ];
  usePage({
    title: `Integrity · ${name}`,
    breadcrumbs: [
      { text: 'CloudTrail', path: 'cloudtrail' },
      { text: 'Trails', path: 'cloudtrail/trails' },
      { text: name, path: trailPath({ Name: name }) },
      { text: 'Integrity' },
    ],
    contentType: 'table',
    help: <Help />,
  });

  function begin(): void {
    const span = spanOf(range, Date.now());
    start({ from: span.from, to: span.to ?? new Date() });
  }

  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={`Log files of ${name} against their signed digests.`}
        actions={
          CAN_CHECK && (
            <SpaceBetween size="xs" direction="horizontal">
              <RangePicker
                range={range}
                choose={chooseRange}
                label="Time range"
                testId="integrity-range"
              />
              <Button
                variant="primary"
                disabled={trail === undefined}
                loading={check.state === 'listing' || check.state === 'checking'}
                onClick={begin}
                data-testid="integrity-start"
              >
                Check integrity
              </Button>
            </SpaceBetween>
          )
        }
      >
        Integrity check
      </Header>
      <FailureAlert failure={found.failure} retry={found.read} />
      {!CAN_CHECK && (
        <Alert type="warning" header="This page cannot check here">
          It came over an unencrypted connection, for which browsers have no cryptography. The
          commands below do the same.
        </Alert>
      )}
      {trail !== undefined && !trail.LogFileValidationEnabled && (
        <Alert type="info">
          Log file validation of this trail is off: no digests are written now.
        </Alert>
      )}
      <FailureAlert failure={check.failure} />
      <Progress check={check} stop={stop} />
      {CAN_CHECK && (
        <ResourceTable
          id="integrity"
          heading="Digests and log files"
          headingVariant="h2"
          variant="container"
          noun="object"
          columns={COLUMNS}
          items={check.findings}
          keyOf={({ kind, key, chain }) => `${kind} ${key} ${chain}`}
          nameOf={({ key }) => key}
          reading={{
            loading: check.state === 'listing',
            reading: check.state === 'checking',
            failure: null,
            read: begin,
          }}
          empty={<NothingChecked done={check.state === 'done' && check.failure === null} />}
        />
      )}
      <Container header={<Header variant="h2">In a terminal</Header>}>
        <Commands commands={commands} />
      </Container>
    </SpaceBetween>
  );
}

function NothingChecked({ done }: { done: boolean }) {
  if (!done) return <EmptyState title="Nothing has been checked yet." />;
  return (
    <EmptyState
      title="No digests in this range."
      why="Validation was off, or the hour is not over yet."
    />
  );
}

function wholeSecond(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}
