import type { Rule } from './policy';

/** Whether a rule is about an image with these tags, as the server decides it. */
export function isAbout({ selection }: Rule, tags: readonly string[]): boolean {
  const { tagStatus, tagPrefixList = [], tagPatternList = [] } = selection;
  if (selection.storageClass === 'archive') return false;
  if (tagStatus === 'any') return true;
  if (tagStatus === 'untagged') return tags.length === 0;
  return (
    tags.length > 0 &&
    tagPrefixList.every(prefix => tags.some(tag => tag.startsWith(prefix))) &&
    tagPatternList.every(pattern => tags.some(tag => matchesWildcard(pattern, tag)))
  );
}

/** Whether the whole text has the pattern's form, `*` standing for any run of characters. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [first = '', ...middle] = pattern.split('*');
  const last = middle.pop();
  if (last === undefined) return text === pattern;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of middle) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
