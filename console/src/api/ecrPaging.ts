import type {
  DescribeImagesRequest,
  DescribeImagesResponse,
  DescribeRepositoriesRequest,
  DescribeRepositoriesResponse,
  ImageDetail,
  Repository,
} from '@aws-sdk/client-ecr';
import type { Paging } from './query';

const PAGE_ITEMS = 1000;
const REPOSITORY_PAGES_MAX = 20;
const IMAGE_PAGES_MAX = 10;

export const repositoriesPaging: Paging<
  DescribeRepositoriesRequest,
  DescribeRepositoriesResponse,
  Repository
> = {
  items: page => page.repositories,
  token: page => page.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken, maxResults: PAGE_ITEMS }),
  pagesMax: REPOSITORY_PAGES_MAX,
};

export const imagesPaging: Paging<DescribeImagesRequest, DescribeImagesResponse, ImageDetail> = {
  items: page => page.imageDetails,
  token: page => page.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken, maxResults: PAGE_ITEMS }),
  pagesMax: IMAGE_PAGES_MAX,
};
