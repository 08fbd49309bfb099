import type { LookupAttributeKey } from '@aws-sdk/client-cloudtrail';
import type { SeenEvent } from '../../../widgets/events/seenEvent';

/** Something an event can be found by. */
export interface Field {
  /** In filter tokens and in the choice of columns. */
  id: string;
  heading: string;
  /** The attribute of LookupEvents that is the same; only those can be asked of the server. */
  attribute?: LookupAttributeKey;
  values: (event: SeenEvent) => readonly string[];
}

/** In the order in which the filter bar offers them. */
export const FIELDS: readonly Field[] = [
  {
    id: 'EventSource',
    heading: 'Event source',
    attribute: 'EventSource',
    values: event => [event.source],
  },
  {
    id: 'EventName',
    heading: 'Event name',
    attribute: 'EventName',
    values: event => [event.name],
  },
  {
    id: 'Username',
    heading: 'User name',
    attribute: 'Username',
    values: event => some(event.username),
  },
  {
    id: 'ResourceName',
    heading: 'Resource name',
    attribute: 'ResourceName',
    values: event => [...event.resources.map(({ name }) => name), ...some(event.repository)],
  },
  {
    id: 'ResourceType',
    heading: 'Resource type',
    attribute: 'ResourceType',
    values: event => event.resources.flatMap(({ type }) => some(type)),
  },
  {
    id: 'AccessKeyId',
    heading: 'AWS access key',
    attribute: 'AccessKeyId',
    values: ({ record }) => some(record.userIdentity?.accessKeyId),
  },
  { id: 'EventId', heading: 'Event ID', attribute: 'EventId', values: event => [event.id] },
  {
    id: 'ReadOnly',
    heading: 'Read-only',
    attribute: 'ReadOnly',
    values: ({ record }) => [String(record.readOnly ?? false)],
  },
  {
    id: 'Result',
    heading: 'Result',
    values: ({ record }) => [record.errorCode === undefined ? 'OK' : 'Error'],
  },
  { id: 'ErrorCode', heading: 'Error code', values: ({ record }) => some(record.errorCode) },
  {
    id: 'SourceIP',
    heading: 'Source IP',
    values: ({ record }) => some(record.sourceIPAddress),
  },
  { id: 'UserAgent', heading: 'User agent', values: ({ record }) => some(record.userAgent) },
  { id: 'Repository', heading: 'Repository', values: event => some(event.repository) },
  { id: 'ImageTag', heading: 'Image tag', values: event => event.tags },
  { id: 'ImageDigest', heading: 'Image digest', values: event => event.digests },
  {
    id: 'Role',
    heading: 'Role',
    values: ({ record }) => some(record.userIdentity?.sessionContext?.sessionIssuer?.userName),
  },
  {
    id: 'MFA',
    heading: 'MFA',
    values: ({ record }) => some(record.userIdentity?.sessionContext?.attributes?.mfaAuthenticated),
  },
  { id: 'Region', heading: 'Region', values: ({ record }) => some(record.awsRegion) },
  { id: 'RequestId', heading: 'Request ID', values: ({ record }) => some(record.requestID) },
  {
    id: 'SharedEventId',
    heading: 'Shared event ID',
    values: ({ record }) => some(record.sharedEventID),
  },
  {
    id: 'ErrorMessage',
    heading: 'Error message',
    values: ({ record }) => some(record.errorMessage),
  },
];

export function fieldOf(id: string): Field | undefined {
  return FIELDS.find(field => field.id === id);
}

function some(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}
