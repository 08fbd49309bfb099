import type { Service } from '../../shell/service';

export const identity: Service = {
  id: 'iam',
  title: 'Identity',
  names: ['IAM', 'Identity and Access Management'],
  path: 'iam/users',
  pages: [
    { text: 'Users', path: 'iam/users' },
    { text: 'Roles', path: 'iam/roles' },
    { text: 'My security credentials', path: 'iam/me' },
  ],
  routes: [
    { path: 'iam/users', lazy: () => import('./users') },
    { path: 'iam/users/create', lazy: () => import('./createUser') },
    { path: 'iam/users/:name', lazy: () => import('./user') },
    { path: 'iam/roles', lazy: () => import('./roles') },
    { path: 'iam/roles/:name', lazy: () => import('./role') },
    { path: 'iam/me', lazy: () => import('./me') },
  ],
};
