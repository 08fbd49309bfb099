/** The rules of repository names, and what the addresses of their pages are made of. */

const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const CHARACTERS_MIN = 2;
const CHARACTERS_MAX = 256;
const DIVIDER = '/-/';

/** Says what is wrong with a name; an empty text when nothing is. */
export function nameProblem(name: string): string {
  if (name.length < CHARACTERS_MIN || name.length > CHARACTERS_MAX) {
    return `A name has ${CHARACTERS_MIN} to ${CHARACTERS_MAX} characters.`;
  }
  if (NAME.test(name)) return '';
  if (/[A-Z]/.test(name)) return 'Capital letters are not allowed.';
  if (/^\/|\/$|\/\//.test(name)) return 'Every part between slashes needs letters or digits.';
  return 'Only a–z, 0–9 and between them one of . _ __ or hyphens; slashes divide parts.';
}

/** A page of a repository: the editor of its rules, or one image. */
export interface RepositoryPlace {
  name: string;
  /** `images`, `lifecycle`, `permissions`; empty for the repository itself. */
  part: string;
  /** What follows: a digest. */
  rest: string;
}

/** Divides what follows `ecr/repositories/` in an address. */
export function repositoryPlace(path: string): RepositoryPlace {
  const at = path.indexOf(DIVIDER);
  if (at < 0) return { name: path, part: '', rest: '' };
  const [part = '', ...rest] = path.slice(at + DIVIDER.length).split('/');
  return { name: path.slice(0, at), part, rest: rest.join('/') };
}

export function repositoryPath(name: string): string {
  return `ecr/repositories/${name}`;
}

export function imagePath(name: string, digest: string): string {
  return `${repositoryPath(name)}${DIVIDER}images/${digest}`;
}

export function editorPath(name: string, editor: 'lifecycle' | 'permissions'): string {
  return `${repositoryPath(name)}${DIVIDER}${editor}`;
}
