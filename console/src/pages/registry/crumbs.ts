import type { Crumb } from '../../shell/page';
import { repositoryPath } from './names';

/** Container registry › Repositories › the repository › what is below it. */
export function repositoryCrumbs(name: string, below?: string): Crumb[] {
  const above = [
    { text: 'Container registry', path: 'ecr/repositories' },
    { text: 'Repositories', path: 'ecr/repositories' },
  ];
  if (below === undefined) return [...above, { text: name }];
  return [...above, { text: name, path: repositoryPath(name) }, { text: below }];
}
