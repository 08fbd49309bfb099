import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { usePage } from '../../../shell/page';
import { routeOf, useScope } from '../../../url/scope';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { isShadow, type TrailRow, trailPath } from '../trails/trailRow';
import { DeleteTrail } from './DeleteTrail';
import { useTrailPage } from './hooks';
import { LoggingSwitch } from './LoggingSwitch';
import { DeliveryStatus, EventSection, General, Help, LogsSection, TagSection } from './parts';
import { RecentFiles } from './RecentFiles';

export function Component() {
  const { name = '' } = useParams();
  const page = useTrailPage(name);
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const { href, region } = useScope();
  const { trail, found, status } = page;
  usePage({
    title: `${name} · Trails`,
    breadcrumbs: [
      { text: 'CloudTrail', path: 'cloudtrail' },
      { text: 'Trails', path: 'cloudtrail/trails' },
      { text: name },
    ],
    help: <Help />,
  });
  if (found.failure?.kind === 'missing') {
    return <EmptyState title={`No trail ${name} in ${region}.`} />;
  }
  const foreign = trail !== undefined && isShadow(trail, region);
  return (
    <SpaceBetween size="l">
      <TrailHeader
        name={name}
        row={trail && { trail, status: status.data, failure: status.failure }}
        remove={() => setDeleting(true)}
      />
      <FailureAlert failure={found.failure ?? status.failure} retry={found.read} />
      {found.loading && <Spinner />}
      {foreign && <Alert type="info">Change it in its home Region, {trail.HomeRegion}.</Alert>}
      {trail !== undefined && (
        <SpaceBetween size="l">
          <DeliveryStatus status={status.data} />
          <General page={page} trail={trail} editable={!foreign} />
          <LogsSection trail={trail} status={status.data} editable={!foreign} />
          <EventSection page={page} />
          <TagSection page={page} />
          <RecentFiles trail={trail} />
        </SpaceBetween>
      )}
      {trail !== undefined && deleting && (
        <DeleteTrail
          trail={trail}
          close={() => setDeleting(false)}
          done={() => navigate(routeOf(href('cloudtrail/trails')))}
        />
      )}
    </SpaceBetween>
  );
}

interface HeaderProps {
  name: string;
  row: TrailRow | undefined;
  remove: () => void;
}

function TrailHeader({ name, row, remove }: HeaderProps) {
  const { href, region } = useScope();
  const arn = row?.trail.TrailARN;
  return (
    <Header
      variant="h1"
      description={arn && <CopyText text={arn} what="ARN" />}
      actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button onClick={remove} disabled={row === undefined || isShadow(row.trail, region)}>
            Delete
          </Button>
          <LoggingSwitch row={row} />
          <Button
            variant="primary"
            disabled={row === undefined}
            {...(row && { href: href(`${trailPath(row.trail)}/integrity`) })}
            data-testid="trail-integrity"
          >
            Check integrity
          </Button>
        </SpaceBetween>
      }
    >
      {name}
    </Header>
  );
}
