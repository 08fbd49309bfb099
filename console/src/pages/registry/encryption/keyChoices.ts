import type { AliasListEntry, KeyListEntry } from '@aws-sdk/client-kms';

/** What a key field offers: `value` goes to the API, `about` tells keys apart. */
export interface KeyChoice {
  value: string;
  about: string;
}

export interface KeyChoices {
  aliases: readonly KeyChoice[];
  /** Keys that no alias names. */
  keys: readonly KeyChoice[];
}

/** Keys under these names belong to services; a repository can only have ECR's own. */
const OF_SERVICES = 'alias/aws/';
const OF_ECR = 'alias/aws/ecr';

/** The keys a repository can be encrypted under, as far as lists tell: not whether one is enabled. */
export function keyChoices(
  aliases: readonly AliasListEntry[],
  keys: readonly KeyListEntry[],
): KeyChoices {
  const named = new Set(aliases.map(({ TargetKeyId }) => TargetKeyId));
  return {
    aliases: aliases.filter(isOffered).map(({ AliasName = '', TargetKeyId = '' }) => ({
      value: AliasName,
      about: TargetKeyId,
    })),
    keys: keys
      .filter(({ KeyId }) => !named.has(KeyId))
      .map(({ KeyId = '', KeyArn = '' }) => ({ value: KeyArn, about: KeyId })),
  };
}

/** Services' aliases are listed before they have a key, and cannot be named until then. */
function isOffered({ AliasName = '', TargetKeyId }: AliasListEntry): boolean {
  if (TargetKeyId === undefined) return false;
  return AliasName === OF_ECR || !AliasName.startsWith(OF_SERVICES);
}
