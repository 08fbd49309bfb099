import SideNavigation, {
  type SideNavigationProps,
} from '@cloudscape-design/components/side-navigation';
import { useMemo } from 'react';
import { useLocation } from 'react-router';
import { services } from '../../pages/services';
import { scopeOf, useScope } from '../../url/scope';
import type { ServicePage } from '../service';
import { listedPage } from './listedPage';

export function SideNav() {
  const { account, region, href } = useScope();
  const { pathname } = useLocation();
  // The component keeps what is folded by the identity of the items.
  const items = useMemo(() => navigationItems(scopeOf(account, region).href), [account, region]);
  const here = listedPage(services, pathname.split('/').slice(3).join('/'));
  return <SideNavigation activeHref={here && href(here.path)} items={items} />;
}

type Href = (path: string) => string;

function navigationItems(href: Href): SideNavigationProps.Item[] {
  return services.map(({ title, pages }) => {
    const [only] = pages;
    if (only !== undefined && pages.length === 1 && only.text === title) return linkTo(only, href);
    return { type: 'section-group', title, items: grouped(pages, href) };
  });
}

/** Links, those of a group in one foldable section where its first page stands. */
function grouped(
  pages: readonly ServicePage[],
  href: Href,
): SideNavigationProps.SectionGroup['items'] {
  const names = [...new Set(pages.map(({ group }) => group))];
  return names.flatMap((name): SideNavigationProps.SectionGroup['items'] => {
    const links = pages.filter(({ group }) => group === name).map(page => linkTo(page, href));
    return name === undefined ? links : [{ type: 'section', text: name, items: links }];
  });
}

function linkTo({ text, path }: ServicePage, href: Href): SideNavigationProps.Link {
  return { type: 'link', text, href: href(path) };
}
