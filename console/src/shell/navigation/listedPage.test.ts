import { describe, expect, it } from 'vitest';
import { services } from '../../pages/services';
import { listedPage } from './listedPage';

/** What is lit in the navigation, for every route of the console. */
const LIT: Record<string, string> = {
  home: 'Home',
  'ecr/repositories': 'Repositories',
  'ecr/repositories/create': 'Repositories',
  'ecr/repositories/*': 'Repositories',
  cloudtrail: 'Dashboard',
  'cloudtrail/events': 'Event history',
  'cloudtrail/events/:eventId': 'Event history',
  'cloudtrail/compare': 'Event history',
  'cloudtrail/trails': 'Trails',
  'cloudtrail/trails/create': 'Trails',
  'cloudtrail/trails/:name': 'Trails',
  'cloudtrail/trails/:name/edit': 'Trails',
  'cloudtrail/trails/:name/integrity': 'Trails',
  'cloudwatch/logs/groups': 'Log groups',
  'cloudwatch/logs/groups/detail': 'Log groups',
  'cloudwatch/logs/events': 'Log groups',
  'iam/users': 'Users',
  'iam/users/create': 'Users',
  'iam/users/:name': 'Users',
  'iam/roles': 'Roles',
  'iam/roles/:name': 'Roles',
  'iam/me': 'My security credentials',
};

const routes = services.flatMap(service => service.routes.map(({ path = '' }) => path));

describe('the navigation', () => {
  it.each(routes)('on %s', route => {
    const path = route.replace('*', 'team/app/-/lifecycle').replaceAll(/:\w+/g, 'a');
    expect(listedPage(services, path)?.text).toBe(LIT[route]);
  });

  it('lights nothing elsewhere, nor where names only begin alike', () => {
    expect(listedPage(services, 'nowhere')).toBeUndefined();
    expect(listedPage(services, 'cloudtrailer')).toBeUndefined();
  });
});
