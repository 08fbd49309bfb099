import type {
  ImageReferrer,
  ListImageReferrersRequest,
  ListImageReferrersResponse,
} from '@aws-sdk/client-ecr';
import type { Paging } from '../../../api/query';

const PAGES_MAX = 5;

export const referrersPaging: Paging<
  ListImageReferrersRequest,
  ListImageReferrersResponse,
  ImageReferrer
> = {
  items: page => page.referrers,
  token: page => page.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
  pagesMax: PAGES_MAX,
};
