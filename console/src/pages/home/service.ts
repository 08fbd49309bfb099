import type { Service } from '../../shell/service';

export const home: Service = {
  id: 'home',
  title: 'Home',
  names: ['Home'],
  path: 'home',
  pages: [{ text: 'Home', path: 'home' }],
  routes: [{ path: 'home', lazy: () => import('./index') }],
};
