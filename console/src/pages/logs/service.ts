import type { Service } from '../../shell/service';

export const logs: Service = {
  id: 'cloudwatch',
  title: 'CloudWatch',
  names: ['CloudWatch', 'CloudWatch Logs'],
  path: 'cloudwatch/logs/groups',
  pages: [
    {
      text: 'Log groups',
      path: 'cloudwatch/logs/groups',
      group: 'Logs',
      alsoAt: ['cloudwatch/logs/events'],
    },
  ],
  routes: [
    { path: 'cloudwatch/logs/groups', lazy: () => import('./groups') },
    { path: 'cloudwatch/logs/groups/detail', lazy: () => import('./group') },
    { path: 'cloudwatch/logs/events', lazy: () => import('./events') },
  ],
};
