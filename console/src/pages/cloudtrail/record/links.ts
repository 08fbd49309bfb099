import type { Scope } from '../../../url/scope';
import type { SeenEvent } from '../../../widgets/events/seenEvent';
import type { Destination } from '../../../widgets/json/JsonView';
import { fieldOf } from '../history/fields';
import { historyPath, rangeBackTo } from './related';

/** Values of a record that the history can be filtered by, by their path in it. */
const FIELD_AT: Record<string, string> = {
  eventSource: 'EventSource',
  eventName: 'EventName',
  awsRegion: 'Region',
  sourceIPAddress: 'SourceIP',
  userAgent: 'UserAgent',
  errorCode: 'ErrorCode',
  requestID: 'RequestId',
  sharedEventID: 'SharedEventId',
  'userIdentity.userName': 'Username',
  'userIdentity.accessKeyId': 'AccessKeyId',
  'userIdentity.sessionContext.sessionIssuer.userName': 'Role',
  'requestParameters.repositoryName': 'ResourceName',
  'requestParameters.imageTag': 'ImageTag',
  'responseElements.image.imageId.imageDigest': 'ImageDigest',
  'resources.0.ARN': 'ResourceName',
};

/** Leads from a value in a record to the events that have it too. */
export function recordLinks(
  event: SeenEvent,
  scope: Scope,
): (path: string, value: string) => Destination | undefined {
  const range = rangeBackTo(event.at, new Date());
  return (path, value) => {
    const property = FIELD_AT[path];
    if (property === undefined) return undefined;
    const label = `Filter by ${fieldOf(property)?.heading ?? property} ${value}`;
    const href = scope.href(historyPath([{ property, operator: '=', value }], { range }));
    return { href, label };
  };
}

/** The console's page about a resource, by its ARN; none for kinds that have no page. */
export function resourcePath(arn: string): string | undefined {
  const [, , service = '', , , ...rest] = arn.split(':');
  const [kind = '', ...name] = rest.join(':').split('/');
  const path = name.join('/');
  if (service === 'ecr' && kind === 'repository') return `ecr/repositories/${path}`;
  if (service === 'cloudtrail' && kind === 'trail') return `cloudtrail/trails/${path}`;
  if (service === 'iam' && kind === 'user') return `iam/users/${name.at(-1)}`;
  if (service === 'iam' && kind === 'role') return `iam/roles/${name.at(-1)}`;
  if (service === 'logs' && rest[0] === 'log-group') {
    return `cloudwatch/logs/groups/detail?group=${encodeURIComponent(rest[1] ?? '')}`;
  }
  return undefined;
}
