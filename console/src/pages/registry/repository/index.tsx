import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { usePage } from '../../../shell/page';
import { routeOf, useScope } from '../../../url/scope';
import { useQueryState, useTab } from '../../../url/state';
import { repositoryCrumbs } from '../crumbs';
import { DeleteRepository } from '../deleting/DeleteRepository';
import { PushCommands } from '../pushing/PushCommands';
import { ActivityTab } from './ActivityTab';
import { useRepositoryPage } from './hooks';
import { ImagesTab } from './images/ImagesTab';
import { LifecycleTab } from './LifecycleTab';
import { PermissionsTab } from './PermissionsTab';
import { Facts, Help, Missing, RepositoryHeader } from './parts';
import { SettingsTab } from './settings/SettingsTab';

export default function RepositoryPage({ name }: { name: string }) {
  const page = useRepositoryPage(name);
  const [tab, setTab] = useTab('images');
  const [pushed, setPushed] = useQueryState('push');
  const [deleting, setDeleting] = useState(false);
  const navigate = useNavigate();
  const { href } = useScope();
  usePage({
    title: `${name} · Repositories`,
    breadcrumbs: repositoryCrumbs(name),
    help: <Help />,
  });
  const { repository } = page;
  if (page.failure !== null) return <Missing name={name} page={page} />;
  return (
    <SpaceBetween size="l">
      <RepositoryHeader
        name={name}
        repository={repository}
        push={() => setPushed('open')}
        remove={() => setDeleting(true)}
      />
      <Facts page={page} />
      <Box>
        <Tabs
          activeTabId={tab}
          onChange={({ detail }) => setTab(detail.activeTabId)}
          ariaLabel="Parts of the repository"
          tabs={[
            { id: 'images', label: 'Images', content: <ImagesTab page={page} /> },
            { id: 'activity', label: 'Activity', content: <ActivityTab page={page} /> },
            { id: 'lifecycle', label: 'Lifecycle', content: <LifecycleTab name={name} /> },
            { id: 'permissions', label: 'Permissions', content: <PermissionsTab name={name} /> },
            { id: 'settings', label: 'Settings', content: <SettingsTab page={page} /> },
          ]}
        />
      </Box>
      {repository !== undefined && pushed === 'open' && (
        <PushCommands repository={repository} close={() => setPushed('')} />
      )}
      {repository !== undefined && deleting && (
        <DeleteRepository
          repository={repository}
          close={() => setDeleting(false)}
          done={() => navigate(routeOf(href('ecr/repositories')))}
        />
      )}
    </SpaceBetween>
  );
}
