import type { Service } from '../../shell/service';

export const registry: Service = {
  id: 'registry',
  title: 'Container registry',
  names: ['Elastic Container Registry', 'ECR', 'Container registry'],
  path: 'ecr/repositories',
  pages: [{ text: 'Repositories', path: 'ecr/repositories' }],
  routes: [
    { path: 'ecr/repositories', lazy: () => import('./repositories') },
    { path: 'ecr/repositories/create', lazy: () => import('./createRepository') },
    // Repository names have slashes: one route takes them all and divides at `/-/`.
    { path: 'ecr/repositories/*', lazy: () => import('./oneRepository') },
  ],
};
