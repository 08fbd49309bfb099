import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { usePage } from '../../../shell/page';
import { useScope } from '../../../url/scope';
import { useQueryState } from '../../../url/state';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { useTrailPage } from '../trail/hooks';
import { nameSuffix } from '../trailForm/draft';
import { trailPath } from '../trails/trailRow';
import { draftOf } from './draft';
import { EditForm } from './EditForm';
import { sectionOf } from './sections';

export function Component() {
  const { name = '' } = useParams();
  const [sectionId] = useQueryState('section', 'general');
  const section = sectionOf(sectionId);
  const { trail, selectors, tags, found } = useTrailPage(name);
  const place = useScope();
  const [suffix] = useState(nameSuffix);
  const initial = useMemo(() => {
    if (trail === undefined || selectors.data === undefined || tags.data === undefined) return null;
    const own = tags.data.ResourceTagList?.[0]?.TagsList ?? [];
    return draftOf(trail, selectors.data, own, place, suffix);
  }, [trail, selectors.data, tags.data, place, suffix]);
  usePage({
    title: `Edit ${section.title} · ${name}`,
    breadcrumbs: [
      { text: 'CloudTrail', path: 'cloudtrail' },
      { text: 'Trails', path: 'cloudtrail/trails' },
      { text: name, path: trailPath({ Name: name }) },
      { text: 'Edit' },
    ],
    contentType: 'form',
    help: <p>Only what you change is sent to the server; the rest of the trail stays as it is.</p>,
  });
  const failure = found.failure ?? selectors.failure ?? tags.failure;
  if (failure !== null || initial === null) {
    return (
      <SpaceBetween size="l">
        <Header variant="h1" description={name}>{`Edit ${section.title}`}</Header>
        {failure === null ? <Spinner /> : <FailureAlert failure={failure} retry={found.read} />}
      </SpaceBetween>
    );
  }
  return <EditForm key={section.id} section={section} initial={initial} />;
}
