import { useMemo } from 'react';
import { useParams } from 'react-router';

/** The account and Region a page is about, and where its pages are. */
export interface Scope {
  account: string;
  region: string;
  /** The address of a page below this account and Region: `href('ecr/repositories')`. */
  href: (page: string) => string;
}

export const BASE = '/console';

export function scopeOf(account: string, region: string): Scope {
  return { account, region, href: page => `${BASE}/${account}/${region}/${page}` };
}

export function useScope(): Scope {
  const { account = '', region = '' } = useParams();
  return useMemo(() => scopeOf(account, region), [account, region]);
}

/** An address as the router counts it: without the base. */
export function routeOf(href: string): string {
  return href.startsWith(`${BASE}/`) ? href.slice(BASE.length) : href;
}
