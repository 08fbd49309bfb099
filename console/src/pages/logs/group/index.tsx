import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { usePage } from '../../../shell/page';
import { routeOf, useScope } from '../../../url/scope';
import { useQueryState, useTab } from '../../../url/state';
import { CopyText } from '../../../widgets/CopyText';
import { EmptyState } from '../../../widgets/EmptyState';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { DeleteGroup } from '../changing/DeleteGroup';
import { EditRetention } from '../changing/EditRetention';
import { eventsPath, GROUPS } from '../paths';
import { useGroup } from './hooks';
import { Facts, Help, OfTrail } from './parts';
import { StreamsTab } from './StreamsTab';
import { TagsTab } from './TagsTab';

export function Component() {
  const [name] = useQueryState('group');
  const { group, reading } = useGroup(name);
  const [tab, setTab] = useTab('streams');
  const [dialog, open] = useState<'retention' | 'delete' | null>(null);
  const { href, region } = useScope();
  const navigate = useNavigate();
  const close = () => open(null);
  usePage({
    title: `${name} · Log groups`,
    breadcrumbs: [
      { text: 'CloudWatch', path: GROUPS },
      { text: 'Log groups', path: GROUPS },
      { text: name },
    ],
    help: <Help />,
  });
  if (reading.data !== undefined && group === undefined) {
    return <EmptyState title={`No log group ${name} in ${region}.`} />;
  }
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={group && <CopyText text={group.logGroupArn ?? group.arn ?? ''} what="ARN" />}
        actions={
          <SpaceBetween size="xs" direction="horizontal">
            <Button onClick={() => open('delete')} disabled={group === undefined}>
              Delete
            </Button>
            <Button onClick={() => open('retention')} disabled={group === undefined}>
              Edit retention
            </Button>
            <Button variant="primary" href={href(eventsPath(name))} data-testid="search-streams">
              Search all streams
            </Button>
          </SpaceBetween>
        }
      >
        <span className="long-name">{name}</span>
      </Header>
      <FailureAlert failure={reading.failure} retry={reading.read} />
      {reading.loading && <Spinner />}
      <OfTrail group={name} />
      {group !== undefined && <Facts group={group} />}
      <Tabs
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        ariaLabel="Parts of the log group"
        tabs={[
          { id: 'streams', label: 'Log streams', content: <StreamsTab group={name} /> },
          { id: 'tags', label: 'Tags', content: group && <TagsTab group={group} /> },
        ]}
      />
      {group !== undefined && dialog === 'retention' && (
        <EditRetention group={group} close={close} />
      )}
      {group !== undefined && dialog === 'delete' && (
        <DeleteGroup group={group} close={close} done={() => navigate(routeOf(href(GROUPS)))} />
      )}
    </SpaceBetween>
  );
}
