import SpaceBetween from '@cloudscape-design/components/space-between';
import { EmptyState } from '../../../widgets/EmptyState';
import { EventTable } from '../../../widgets/events/EventTable';
import { Pullers } from '../pullers/Pullers';
import type { ImagePageData } from './hooks';

/** What was done with this image, under its digest or one of the tags it has now. */
export function ActivityTab({ page }: { page: ImagePageData }) {
  return (
    <SpaceBetween size="l">
      <EventTable
        id="image-events"
        heading="Activity"
        from={page.events}
        only={page.mine}
        empty={
          <EmptyState
            title="Nothing is on record for this image."
            why="Among the newest events of its repository, at least."
          />
        }
      />
      <Pullers events={page.events} only={page.mine} />
    </SpaceBetween>
  );
}
