import { expect, it } from 'vitest';
import { scopeOf } from '../../../url/scope';
import { sampleEvent } from '../history/sampleEvent';
import { recordLinks, resourcePath } from './links';

it.each([
  ['arn:aws:ecr:us-east-1:123456789012:repository/team/app', 'ecr/repositories/team/app'],
  ['arn:aws:cloudtrail:us-east-1:123456789012:trail/books', 'cloudtrail/trails/books'],
  ['arn:aws:iam::123456789012:user/path/mary', 'iam/users/mary'],
  ['arn:aws:iam::123456789012:role/service-role/r', 'iam/roles/r'],
  ['arn:aws:logs:us-east-1:1:log-group:/a/b:*', 'cloudwatch/logs/groups/detail?group=%2Fa%2Fb'],
  ['arn:aws:s3:::bucket', undefined],
  ['team/app', undefined],
])('%s has its page', (arn, path) => {
  expect(resourcePath(arn)).toBe(path);
});

it('filters by values that the history knows, and by no others', () => {
  const linkOf = recordLinks(sampleEvent(), scopeOf('123456789012', 'us-east-1'));
  expect(linkOf('sourceIPAddress', '10.1.2.3')?.href).toContain('f=SourceIP%7Eeq%7E10.1.2.3');
  expect(linkOf('eventVersion', '1.11')).toBeUndefined();
});
