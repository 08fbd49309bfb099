import type { ServiceName } from '../../api/calls';
import { describeTrails } from '../../api/cloudtrail';
import { describeRepositories } from '../../api/ecr';
import { repositoriesPaging } from '../../api/ecrPaging';
import { listRoles, listUsers } from '../../api/iam';
import { rolesPaging, usersPaging } from '../../api/iamPaging';
import { describeLogGroups } from '../../api/logs';
import { type AllItems, readPages } from '../../api/query';
import { trailPath } from '../../pages/cloudtrail/trails/trailRow';
import { groupPath } from '../../pages/logs/paths';
import type { Place } from './places';

/** One kind of resource that the search finds. */
export interface Source {
  label: string;
  service: ServiceName;
  /** The server looks for the text; otherwise all is read once, up to a bound, and looked through. */
  byText?: boolean;
  read: (text: string, region: string, signal: AbortSignal) => Promise<AllItems<Place>>;
}

const IAM_ITEMS = 1000;
const IAM_PAGES_MAX = 2;
const LOG_GROUPS_MAX = 50;
const LOG_GROUP_NAME = /^[.\-_/#A-Za-z0-9]+$/;
const NOTHING: AllItems<Place> = { items: [], more: false };

/** In the order in which results are grouped; a source that fails takes no other along. */
export const sources: readonly Source[] = [
  { label: 'Repositories', service: 'ecr', read: readRepositories },
  { label: 'Trails', service: 'cloudtrail', read: readTrails },
  { label: 'Log groups', service: 'logs', byText: true, read: readLogGroups },
  { label: 'Users', service: 'iam', read: readUsers },
  { label: 'Roles', service: 'iam', read: readRoles },
];

async function readRepositories(_text: string, region: string, signal: AbortSignal) {
  const all = await readPages(describeRepositories, repositoriesPaging, {}, region, signal);
  return placesOf(all, ({ repositoryName = '' }) => ({
    text: repositoryName,
    path: `ecr/repositories/${repositoryName}`,
  }));
}

async function readTrails(_text: string, region: string, signal: AbortSignal) {
  const { trailList = [] } = await describeTrails.run({}, region, signal);
  return placesOf({ items: trailList, more: false }, trail => ({
    text: trail.Name ?? '',
    path: trailPath(trail),
  }));
}

async function readLogGroups(text: string, region: string, signal: AbortSignal) {
  if (!LOG_GROUP_NAME.test(text)) return NOTHING;
  const asked = { logGroupNamePattern: text, limit: LOG_GROUPS_MAX };
  const { logGroups = [], nextToken } = await describeLogGroups.run(asked, region, signal);
  return placesOf({ items: logGroups, more: nextToken !== undefined }, ({ logGroupName = '' }) => ({
    text: logGroupName,
    path: groupPath(logGroupName),
  }));
}

async function readUsers(_text: string, region: string, signal: AbortSignal) {
  const paging = { ...usersPaging, pagesMax: IAM_PAGES_MAX };
  const all = await readPages(listUsers, paging, { MaxItems: IAM_ITEMS }, region, signal);
  return placesOf(all, ({ UserName = '' }) => ({
    text: UserName,
    path: `iam/users/${encodeURIComponent(UserName)}`,
  }));
}

async function readRoles(_text: string, region: string, signal: AbortSignal) {
  const paging = { ...rolesPaging, pagesMax: IAM_PAGES_MAX };
  const all = await readPages(listRoles, paging, { MaxItems: IAM_ITEMS }, region, signal);
  return placesOf(all, ({ RoleName = '' }) => ({
    text: RoleName,
    path: `iam/roles/${encodeURIComponent(RoleName)}`,
  }));
}

function placesOf<Item>(
  { items, more }: AllItems<Item>,
  place: (item: Item) => Place,
): AllItems<Place> {
  return { items: items.map(place), more };
}
