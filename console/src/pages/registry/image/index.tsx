import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { usePage } from '../../../shell/page';
import { useTab } from '../../../url/state';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { shortDigest } from '../../../widgets/format';
import { repositoryCrumbs } from '../crumbs';
import { ActivityTab } from './ActivityTab';
import { DetailsTab } from './DetailsTab';
import { useImagePage } from './hooks';
import { ManifestTab } from './ManifestTab';
import { Facts, Help, ImageHeader } from './parts';
import { ReferrersTab } from './ReferrersTab';

export default function ImagePage({ name, digest }: { name: string; digest: string }) {
  const page = useImagePage(name, digest);
  const [tab, setTab] = useTab('details');
  const short = page.image?.imageTags?.[0] ?? shortDigest(digest);
  usePage({
    title: `${name}:${short} · Images`,
    breadcrumbs: repositoryCrumbs(name, short),
    help: <Help />,
  });
  return (
    <SpaceBetween size="l">
      <ImageHeader page={page} />
      <FailureAlert failure={page.reading.failure} retry={page.reading.read} />
      {page.reading.loading && <Spinner />}
      {page.image !== undefined && (
        <>
          <Facts page={page} image={page.image} />
          <Tabs
            activeTabId={tab}
            onChange={({ detail }) => setTab(detail.activeTabId)}
            ariaLabel="Parts of the image"
            tabs={[
              { id: 'details', label: 'Details', content: <DetailsTab page={page} /> },
              { id: 'manifest', label: 'Manifest', content: <ManifestTab page={page} /> },
              { id: 'referrers', label: 'Referrers', content: <ReferrersTab page={page} /> },
              { id: 'activity', label: 'Activity', content: <ActivityTab page={page} /> },
            ]}
          />
        </>
      )}
    </SpaceBetween>
  );
}
