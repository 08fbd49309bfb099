import { type EventRecord, type SeenEvent, seenEvent } from '../../../widgets/events/seenEvent';

/** An event for tests: a push by `ci` from 10.1.2.3, with what a test cares for in its record. */
export function sampleEvent(part: Partial<EventRecord> = {}): SeenEvent {
  const record: EventRecord = {
    eventID: '01a1fa1d-f576-7e5b-b8e6-042e90b79992',
    eventName: 'PutImage',
    eventSource: 'ecr.amazonaws.com',
    eventTime: '2026-01-31T10:00:00Z',
    sourceIPAddress: '10.1.2.3',
    userAgent: 'skopeo/1.9.3',
    readOnly: false,
    requestID: 'request-1',
    requestParameters: { repositoryName: 'team/app', imageTag: '1.0' },
    userIdentity: { type: 'IAMUser', userName: 'ci', accessKeyId: 'AKIAEXAMPLE' },
    ...part,
  };
  return seenEvent({
    EventId: record.eventID,
    EventName: record.eventName,
    EventSource: record.eventSource,
    EventTime: new Date(record.eventTime),
    Username: record.userIdentity?.userName,
    Resources: [{ ResourceName: 'arn:aws:ecr:us-east-1:123456789012:repository/team/app' }],
    CloudTrailEvent: JSON.stringify(record),
  });
}
