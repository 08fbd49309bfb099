import SpaceBetween from '@cloudscape-design/components/space-between';
import { EmptyState } from '../../../widgets/EmptyState';
import { EventTable } from '../../../widgets/events/EventTable';
import { Pullers } from '../pullers/Pullers';
import type { RepositoryPageData } from './hooks';

export function ActivityTab({ page }: { page: RepositoryPageData }) {
  return (
    <SpaceBetween size="l">
      <EventTable
        id="repository-events"
        heading="Activity"
        from={page.events}
        empty={
          <EmptyState
            title="Nothing is on record for this repository."
            commands={[
              `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${page.name}`,
            ]}
          />
        }
      />
      <Pullers events={page.events} />
    </SpaceBetween>
  );
}
