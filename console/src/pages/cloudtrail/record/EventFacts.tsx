import Alert from '@cloudscape-design/components/alert';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CopyText } from '../../../widgets/CopyText';
import { clientText, type SeenEvent } from '../../../widgets/events/seenEvent';
import { visibleText } from '../../../widgets/format';
import { ScopeLink } from '../../../widgets/ScopeLink';
import { Time } from '../../../widgets/Time';
import { resourcePath } from './links';

interface Props {
  event: SeenEvent;
  columns: number;
}

/** What an event says, in words. */
export function EventFacts({ event, columns }: Props) {
  const { record } = event;
  const identity = record.userIdentity;
  const mfa = identity?.sessionContext?.attributes?.mfaAuthenticated;
  const items = [
    { label: 'Event time', value: <Time at={event.at} ago /> },
    { label: 'User name', value: visibleText(event.user) },
    { label: 'Identity', value: identityText(event) },
    { label: 'Access key', value: copied(identity?.accessKeyId, 'access key') },
    { label: 'MFA', value: mfa === undefined ? '–' : mfa === 'true' ? 'Yes' : 'No' },
    { label: 'Source IP', value: visibleText(record.sourceIPAddress ?? '–') },
    { label: 'Client', value: visibleText(clientText(record.userAgent) || '–') },
    { label: 'Event source', value: event.source },
    { label: 'Resources', value: <Resources event={event} /> },
    { label: 'TLS', value: tlsText(event) },
    { label: 'Region', value: record.awsRegion ?? '–' },
    { label: 'Read-only', value: record.readOnly ? 'Yes' : 'No' },
    { label: 'Request ID', value: copied(record.requestID, 'request id') },
    { label: 'Event ID', value: copied(event.id, 'event id') },
  ];
  return <KeyValuePairs columns={columns} items={items} />;
}

/** Why the call failed, if it did. */
export function Refusal({ record }: SeenEvent) {
  if (record.errorCode === undefined) return null;
  return (
    <Alert type="error" header={visibleText(record.errorCode)}>
      {visibleText(record.errorMessage ?? 'The call was refused.')}
    </Alert>
  );
}

function Resources({ event }: { event: SeenEvent }) {
  if (event.resources.length === 0) return <>–</>;
  return (
    <SpaceBetween size="xxs">
      {event.resources.map(({ name, type }) => {
        const path = resourcePath(name);
        const shown = <span className="long-name">{visibleText(name)}</span>;
        return (
          <div key={name}>
            {path === undefined ? shown : <ScopeLink to={path}>{shown}</ScopeLink>}
            {type !== '' && ` (${visibleText(type)})`}
          </div>
        );
      })}
    </SpaceBetween>
  );
}

function identityText({ record }: SeenEvent): string {
  const { type = 'AWS service', arn, invokedBy } = record.userIdentity ?? {};
  const by = invokedBy === undefined ? '' : `, through ${invokedBy}`;
  return visibleText(`${type}${arn === undefined ? '' : ` ${arn}`}${by}`);
}

function tlsText({ record }: SeenEvent): string {
  const { tlsVersion, cipherSuite } = record.tlsDetails ?? {};
  return visibleText([tlsVersion, cipherSuite].filter(Boolean).join(', ') || '–');
}

function copied(text: string | undefined, what: string) {
  return text ? <CopyText text={text} what={what} /> : '–';
}
