import type {
  ListRolesRequest,
  ListRolesResponse,
  ListUsersRequest,
  ListUsersResponse,
  Role,
  User,
} from '@aws-sdk/client-iam';
import type { Paging } from './query';

const PAGES_MAX = 20;

/** Pages of 100, which IAM gives when it is not told otherwise. */
export const usersPaging: Paging<ListUsersRequest, ListUsersResponse, User> = {
  items: page => page.Users,
  token: page => page.Marker,
  withToken: (input, Marker) => ({ ...input, Marker }),
  pagesMax: PAGES_MAX,
};

export const rolesPaging: Paging<ListRolesRequest, ListRolesResponse, Role> = {
  items: page => page.Roles,
  token: page => page.Marker,
  withToken: (input, Marker) => ({ ...input, Marker }),
  pagesMax: PAGES_MAX,
};
