import type { TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useLocation, useNavigate } from 'react-router';
import { useScope } from '../url/scope';
import { useServerConfig } from './serverConfig';

interface Regions {
  current: string;
  all: readonly string[];
  choose: (region: string) => void;
}

/** Another Region keeps page and filters; only that segment of the address changes. */
export function useRegionMenu(): Regions {
  const { account, region } = useScope();
  const { regions } = useServerConfig();
  const { pathname, search, hash } = useLocation();
  const navigate = useNavigate();
  const rest = pathname.split('/').slice(3).join('/');
  return {
    current: region,
    all: regions,
    choose: next => navigate(`/${account}/${next}/${rest}${search}${hash}`),
  };
}

export function regionMenu({ current, all, choose }: Regions): TopNavigationProps.Utility[] {
  if (all.length < 2) return [];
  return [
    {
      type: 'menu-dropdown',
      text: current,
      ariaLabel: `Region ${current}`,
      items: all.map(id => ({ id, text: id, disabled: id === current })),
      onItemClick: ({ detail }) => choose(detail.id),
    },
  ];
}
