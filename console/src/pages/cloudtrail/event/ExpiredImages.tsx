import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import { shortDigest, visibleText } from '../../../widgets/format';
import { type ExpiredImage, expiredImages } from './expired';

const ROWS_MAX = 100;

/** What a run of lifecycle rules expired. */
export function ExpiredImages({ event }: { event: SeenEvent }) {
  const images = expiredImages(event.record);
  return (
    <Table<ExpiredImage>
      header={
        <Header variant="h2" counter={`(${images.length})`}>
          Expired images
        </Header>
      }
      items={images.slice(0, ROWS_MAX)}
      trackBy="digest"
      ariaLabels={{ tableLabel: 'Expired images' }}
      empty="No image was expired."
      columnDefinitions={[
        {
          id: 'digest',
          header: 'Digest',
          isRowHeader: true,
          cell: item => <span title={item.digest}>{shortDigest(visibleText(item.digest))}</span>,
        },
        { id: 'tags', header: 'Tags', cell: item => visibleText(item.tags.join(', ')) || '–' },
        { id: 'rule', header: 'Rule', cell: item => item.rule || '–' },
      ]}
    />
  );
}
