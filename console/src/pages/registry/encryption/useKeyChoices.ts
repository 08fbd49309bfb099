import { useMemo } from 'react';
import type { Failure } from '../../../api/failure';
import { listAliases, listKeys } from '../../../api/kms';
import { aliasesPaging, keysPaging } from '../../../api/kmsPaging';
import { useAllPages } from '../../../api/query';
import { type KeyChoices, keyChoices } from './keyChoices';

export interface KnownKeys extends KeyChoices {
  reading: boolean;
  /** Why a list is not there or not whole. */
  failure: Failure | null;
  /** There are more than were read. */
  more: boolean;
}

/** The account's keys in this Region, read when something asks for them. */
export function useKeyChoices(): KnownKeys {
  const aliases = useAllPages(listAliases, aliasesPaging, {});
  const keys = useAllPages(listKeys, keysPaging, {});
  const failure = aliases.failure ?? keys.failure;
  // Which keys have no alias can only be told with both lists at hand.
  const both = aliases.data !== undefined && keys.data !== undefined;
  const choices = useMemo(
    () => keyChoices(aliases.data?.items ?? [], both ? (keys.data?.items ?? []) : []),
    [aliases.data, keys.data, both],
  );
  return {
    ...choices,
    reading: aliases.reading || keys.reading,
    failure,
    more: Boolean(aliases.data?.more || keys.data?.more),
  };
}
