import type { AccessKey } from '@aws-sdk/client-iam';
import { shellQuoted } from '../../../api/awsCommand';

interface Place {
  key: AccessKey;
  externalUrl: string;
  registryHost: string;
  region: string;
}

/** What to type to use a new key: for the aws command line, then for docker. */
export function keyCommands({ key, externalUrl, registryHost, region }: Place): string[] {
  const { AccessKeyId = '', SecretAccessKey = '' } = key;
  return [
    [
      `export AWS_ACCESS_KEY_ID=${shellQuoted(AccessKeyId)}`,
      `export AWS_SECRET_ACCESS_KEY=${shellQuoted(SecretAccessKey)}`,
      `export AWS_REGION=${shellQuoted(region)}`,
      `export AWS_ENDPOINT_URL=${shellQuoted(externalUrl)}`,
    ].join('\n'),
    `aws ecr get-login-password | docker login --username AWS --password-stdin ${shellQuoted(registryHost)}`,
  ];
}
