import { describe, expect, it } from 'vitest';
import { awsCommand, shellQuoted } from './awsCommand';
import { boto3Call } from './boto3Call';
import type { Call } from './calls';
import { kebab, snake } from './spelling';

const call = (operation: string, input: object, service: Call['service'] = 'ecr'): Call => ({
  service,
  operation,
  input,
});

describe('names', () => {
  it.each([
    ['DescribeImages', 'describe-images'],
    ['imageIds', 'image-ids'],
    ['LookupAttributes', 'lookup-attributes'],
    ['kmsKeyId', 'kms-key-id'],
    ['MFADevices', 'mfa-devices'],
    ['GetDownloadUrlForLayer', 'get-download-url-for-layer'],
  ])('%s is %s on the command line', (name, spelled) => {
    expect(kebab(name)).toBe(spelled);
    expect(snake(name)).toBe(spelled.replaceAll('-', '_'));
  });
});

describe('aws commands', () => {
  const cases: [string, Call, string][] = [
    ['no input', call('DescribeRepositories', {}), 'aws ecr describe-repositories'],
    [
      'lists of texts',
      call('DescribeRepositories', { repositoryNames: ['team/app', 'b'] }),
      'aws ecr describe-repositories --repository-names team/app b',
    ],
    [
      'flat structures in shorthand',
      call(
        'LookupEvents',
        {
          LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutImage' }],
        },
        'cloudtrail',
      ),
      'aws cloudtrail lookup-events \\\n  --lookup-attributes AttributeKey=EventName,AttributeValue=PutImage',
    ],
    [
      'flags',
      call('DeleteRepository', { repositoryName: 'a', force: true }),
      'aws ecr delete-repository --repository-name a --force',
    ],
    [
      'no paging: the command line pages by itself',
      call('DescribeImages', { repositoryName: 'a', nextToken: 'x', maxResults: 5 }),
      'aws ecr describe-images --repository-name a',
    ],
    [
      'CloudWatch Logs by its short name',
      call('DescribeLogGroups', { logGroupNamePattern: 'a b' }, 'logs'),
      "aws logs describe-log-groups --log-group-name-pattern 'a b'",
    ],
  ];
  it.each(cases)('%s', (_what, one, command) => {
    expect(awsCommand(one)).toBe(command);
  });

  it('quote what a shell would take apart', () => {
    expect(shellQuoted("it's; rm -rf $HOME")).toBe("'it'\\''s; rm -rf $HOME'");
    const hostile = call('DescribeImages', { repositoryName: 'a$(id)`id`' });
    expect(awsCommand(hostile)).toBe("aws ecr describe-images --repository-name 'a$(id)`id`'");
  });

  it('write structures with odd values as JSON', () => {
    const odd = call('TagResource', { tags: [{ Key: 'a,b', Value: "c'd" }] });
    expect(awsCommand(odd)).toContain(`--tags '[{"Key":"a,b","Value":"c'\\''d"}]'`);
  });
});

describe('boto3 calls', () => {
  it('are Python', () => {
    const one = call('DescribeImages', {
      repositoryName: 'a"b',
      filter: { tagged: true, x: null },
    });
    expect(boto3Call(one)).toBe(
      [
        'import boto3',
        '',
        'answer = boto3.client("ecr").describe_images(',
        '    repositoryName="a\\"b",',
        '    filter={"tagged": True, "x": None},',
        ')',
      ].join('\n'),
    );
  });
});
