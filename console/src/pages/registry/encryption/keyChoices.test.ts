import { expect, it } from 'vitest';
import { keyChoices } from './keyChoices';

it('offers aliases, but of services only ECR’s, and keys that no alias names', () => {
  const found = keyChoices(
    [
      { AliasName: 'alias/aws/ecr' },
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
      { value: 'alias/aws/ecr', about: 'made when it is first used' },
      { value: 'alias/images', about: 'named' },
    ],
    keys: [{ value: 'arn:bare', about: 'bare' }],
  });
});
