import type { Service } from '../../shell/service';

export const cloudtrail: Service = {
  id: 'cloudtrail',
  title: 'CloudTrail',
  names: ['CloudTrail'],
  path: 'cloudtrail',
  pages: [
    { text: 'Dashboard', path: 'cloudtrail' },
    { text: 'Event history', path: 'cloudtrail/events', alsoAt: ['cloudtrail/compare'] },
    { text: 'Trails', path: 'cloudtrail/trails' },
  ],
  routes: [
    { path: 'cloudtrail', lazy: () => import('./dashboard') },
    { path: 'cloudtrail/events', lazy: () => import('./history') },
    { path: 'cloudtrail/events/:eventId', lazy: () => import('./event') },
    { path: 'cloudtrail/compare', lazy: () => import('./compare') },
    { path: 'cloudtrail/trails', lazy: () => import('./trails') },
    { path: 'cloudtrail/trails/create', lazy: () => import('./createTrail') },
    { path: 'cloudtrail/trails/:name', lazy: () => import('./trail') },
    { path: 'cloudtrail/trails/:name/edit', lazy: () => import('./editTrail') },
    { path: 'cloudtrail/trails/:name/integrity', lazy: () => import('./integrity') },
  ],
};
