import type { LookupAttributeKey } from '@aws-sdk/client-cloudtrail';
import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { IAM_REGION } from '../../api/iam';
import { scopeOf, useScope } from '../../url/scope';
import { EmptyState } from '../../widgets/EmptyState';
import { EventTable } from '../../widgets/events/EventTable';
import { useEvents } from '../../widgets/events/useEvents';

const PAGES_MAX = 4;

interface Props {
  id: string;
  attribute: LookupAttributeKey;
  value: string;
}

/** What somebody did in this Region; what was done to them lies where IAM's records lie. */
export function Activity({ id, attribute, value }: Props) {
  const { account, region } = useScope();
  const events = useEvents(attribute, value, PAGES_MAX);
  const there = scopeOf(account, IAM_REGION);
  const query = new URLSearchParams({ range: 'P90D', f: `~has~${value}` });
  return (
    <SpaceBetween size="m">
      {region !== IAM_REGION && (
        <Alert type="info">
          Changes to users and roles are on record in {IAM_REGION}:{' '}
          <Link href={there.href(`cloudtrail/events?${query}`)}>look there</Link>.
        </Alert>
      )}
      <EventTable
        id={id}
        heading="Activity"
        from={events}
        empty={
          <EmptyState
            title={`Nothing by ${value} is on record in ${region}.`}
            commands={[
              `aws cloudtrail lookup-events --lookup-attributes AttributeKey=${attribute},AttributeValue=${value}`,
            ]}
          />
        }
      />
    </SpaceBetween>
  );
}
