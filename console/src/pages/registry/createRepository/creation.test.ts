import { describe, expect, it } from 'vitest';
import { creationInput, NEW_REPOSITORY } from './creation';

describe('a new repository', () => {
  it('asks for nothing that is so anyway', () => {
    expect(creationInput({ ...NEW_REPOSITORY, name: 'a/b' })).toEqual({
      repositoryName: 'a/b',
      imageTagMutability: 'MUTABLE',
    });
  });

  it('asks for a key only with KMS, for none by name where the field is empty', () => {
    const typed = { type: 'KMS', key: ' alias/images ' } as const;
    expect(creationInput({ ...NEW_REPOSITORY, encryption: typed })).toMatchObject({
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/images' },
    });
    const none = creationInput({ ...NEW_REPOSITORY, encryption: { type: 'KMS', key: '' } });
    expect(none.encryptionConfiguration).toEqual({ encryptionType: 'KMS' });
    const left = creationInput({ ...NEW_REPOSITORY, encryption: { type: 'AES256', key: 'k' } });
    expect(left.encryptionConfiguration).toBeUndefined();
  });

  it('has tags and scanning as they were chosen', () => {
    const tags = [
      { key: 'team', value: 'a' },
      { key: '', value: 'b' },
    ];
    expect(creationInput({ ...NEW_REPOSITORY, scanOnPush: true, tags })).toMatchObject({
      imageScanningConfiguration: { scanOnPush: true },
      tags: [{ Key: 'team', Value: 'a' }],
    });
  });
});
