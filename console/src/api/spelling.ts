/** How names of the API are spelled elsewhere, by the rules of botocore. */

const ACRONYM_THEN_WORD = /(.)([A-Z][a-z]+)/g;
const LOWER_THEN_UPPER = /([a-z0-9])([A-Z])/g;

/** `DescribeImages` → `describe-images`, `imageIds` → `image-ids`, `KMSKeyId` → `kms-key-id`. */
export function kebab(name: string): string {
  return spelled(name, '-');
}

/** `DescribeImages` → `describe_images`. */
export function snake(name: string): string {
  return spelled(name, '_');
}

function spelled(name: string, joint: string): string {
  const pair = `$1${joint}$2`;
  return name
    .replace(ACRONYM_THEN_WORD, pair)
    .replace(LOWER_THEN_UPPER, pair)
    .replaceAll(new RegExp(`\\${joint}+`, 'g'), joint)
    .toLowerCase();
}
