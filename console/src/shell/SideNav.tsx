import SideNavigation, {
  type SideNavigationProps,
} from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'react-router';
import { services } from '../pages/services';
import { BASE, type Scope, useScope } from '../url/scope';
import type { ServicePage } from './service';

export function SideNav() {
  const scope = useScope();
  const { pathname } = useLocation();
  return (
    <SideNavigation
      activeHref={activeHref(`${BASE}${pathname}`, scope)}
      items={services.map(({ title, pages }) => {
        const links = pages.map(page => linkTo(page, scope));
        const [only] = links;
        if (only !== undefined && pages.length === 1 && only.text === title) return only;
        return { type: 'section-group', title, items: links };
      })}
    />
  );
}

function linkTo({ text, path }: ServicePage, scope: Scope): SideNavigationProps.Link {
  return { type: 'link', text, href: scope.href(path) };
}

/** The listed page that is nearest above the current one. */
function activeHref(here: string, scope: Scope): string {
  const hrefs = services.flatMap(({ pages }) => pages.map(page => scope.href(page.path)));
  const above = hrefs.filter(href => here === href || here.startsWith(`${href}/`));
  return above.sort((a, b) => b.length - a.length)[0] ?? here;
}
