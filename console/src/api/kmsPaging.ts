import type {
  AliasListEntry,
  KeyListEntry,
  ListAliasesRequest,
  ListAliasesResponse,
  ListKeysRequest,
  ListKeysResponse,
} from '@aws-sdk/client-kms';
import type { Paging } from './query';

const PAGES_MAX = 10;

/** Pages of 100, which KMS gives when it is not told otherwise. */
export const aliasesPaging: Paging<ListAliasesRequest, ListAliasesResponse, AliasListEntry> = {
  items: page => page.Aliases,
  token: page => page.NextMarker,
  withToken: (input, Marker) => ({ ...input, Marker }),
  pagesMax: PAGES_MAX,
};

export const keysPaging: Paging<ListKeysRequest, ListKeysResponse, KeyListEntry> = {
  items: page => page.Keys,
  token: page => page.NextMarker,
  withToken: (input, Marker) => ({ ...input, Marker }),
  pagesMax: PAGES_MAX,
};
