import { expect, it } from 'vitest';
import { keyChoices } from './keyChoices';

it('offers aliases, but of services only ECR’s, and keys that no alias names', () => {
  const found = keyChoices(
    [
      { AliasName: 'alias/aws/ecr', TargetKeyId: 'of-ecr' },
      { AliasName: 'alias/aws/sns' },
      { AliasName: 'alias/aws/s3', TargetKeyId: 'of-s3' },
      { AliasName: 'alias/images', TargetKeyId: 'named' },
    ],
    [
      { KeyId: 'of-s3', KeyArn: 'arn:of-s3' },
      { KeyId: 'named', KeyArn: 'arn:named' },
      { KeyId: 'bare', KeyArn: 'arn:bare' },
    ],
  );
  expect(found).toEqual({
    aliases: [
      { value: 'alias/aws/ecr', about: 'of-ecr' },
      { value: 'alias/images', about: 'named' },
    ],
    keys: [{ value: 'arn:bare', about: 'bare' }],
  });
});

it('leaves out an alias of ECR that has no key yet', () => {
  expect(keyChoices([{ AliasName: 'alias/aws/ecr' }], []).aliases).toEqual([]);
});
