import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { FailureAlert } from '../../../widgets/failure/FailureAlert';
import { indexChildren } from '../manifest/manifest';
import { ChildTable } from './ChildTable';
import { ConfigView } from './ConfigView';
import { type ImagePageData, useImageConfig, useManifest } from './hooks';
import { LayerTable } from './LayerTable';

/** What the manifest names: images of an index, or layers and configuration of an image. */
export function DetailsTab({ page }: { page: ImagePageData }) {
  const { stored, failure, loading, read } = useManifest(page);
  const config = useImageConfig(page, stored?.manifest);
  if (loading) return <Spinner />;
  const children = indexChildren(stored?.manifest ?? null);
  const layers = stored?.manifest?.layers ?? [];
  return (
    <SpaceBetween size="l">
      <FailureAlert failure={failure} retry={read} />
      {children.length > 0 && <ChildTable name={page.name} items={children} />}
      {layers.length > 0 && <LayerTable layers={layers} history={config.data?.history ?? []} />}
      {config.data !== undefined && <ConfigView config={config.data} />}
    </SpaceBetween>
  );
}
