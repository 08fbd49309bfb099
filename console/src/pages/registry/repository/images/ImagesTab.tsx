import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import { countText } from '../../../../widgets/format';
import { ResourceTable } from '../../../../widgets/table/ResourceTable';
import { DeleteImages } from '../../deleting/DeleteImages';
import { isIndex } from '../../words';
import type { RepositoryPageData } from '../hooks';
import { useImageList } from './hooks';
import { ImageActions, NoImages } from './parts';
import type { ImageRow } from './rows';

export function ImagesTab({ page }: { page: RepositoryPageData }) {
  const list = useImageList(page);
  const [deleting, setDeleting] = useState<'tags' | 'images' | null>(null);
  const uri = page.repository?.repositoryUri ?? '';
  const more = page.images.data?.more
    ? `The first ${countText(list.count)} images: narrow by tag.`
    : undefined;
  return (
    <>
      <ResourceTable<ImageRow>
        id="images"
        heading="Images"
        headingVariant="h2"
        variant="container"
        noun="image"
        columns={list.columns}
        items={list.rows}
        moreNote={more}
        keyOf={row => row.key}
        nameOf={row => row.tags[0] ?? row.image.imageDigest ?? ''}
        reading={page.images}
        sorting="-pushed"
        selection="multi"
        selected={list.selected}
        onSelect={list.select}
        empty={<NoImages uri={uri} />}
        actions={<ImageActions uri={uri} selected={list.selected} remove={setDeleting} />}
        controls={
          <SegmentedControl
            label="Rows"
            selectedId={list.view}
            onChange={({ detail }) => list.setView(detail.selectedId)}
            options={[
              { id: 'tags', text: 'Tags' },
              { id: 'images', text: 'Images' },
            ]}
          />
        }
        expandable={{
          getItemChildren: row => row.children,
          isItemExpandable: row => isIndex(row.image.imageManifestMediaType),
          expandedItems: list.indexes.open,
          onExpandableItemToggle: ({ detail }) => list.indexes.toggle(detail.item, detail.expanded),
        }}
      />
      {deleting !== null && (
        <DeleteImages
          name={page.name}
          rows={list.selected}
          what={deleting}
          close={() => setDeleting(null)}
          done={() => list.select([])}
        />
      )}
    </>
  );
}
