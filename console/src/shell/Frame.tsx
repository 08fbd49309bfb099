import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { type ReactNode, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useStore } from '../api/store';
import { useScope } from '../url/scope';
import { cliDrawer } from './drawers/cliDrawer';
import { helpDrawer } from './drawers/HelpDrawer';
import { useLinkClicks } from './links';
import { Notifications } from './Notifications';
import { SideNav } from './navigation/SideNav';
import { OtherAccount } from './OtherAccount';
import { PageBoundary } from './PageBoundary';
import { currentPage } from './page';
import { prefer, usePreferences } from './preferences';
import { SandboxStrip } from './SandboxStrip';
import { useSession } from './session';
import { TopBar } from './TopBar';

/** Top bar, navigation, drawers and notifications around the page of the route. */
export function Frame() {
  const follow = useLinkClicks();
  const { account } = useScope();
  const { identity } = useSession();
  const { pathname } = useLocation();
  const mine = account === identity.account;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it handles clicks on links within
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link makes a click
    <div onClick={follow}>
      <a className="skip-link" href="#content">
        Skip to main content
      </a>
      <div className="top-bar" id="top-bar">
        <SandboxStrip />
        <TopBar />
      </div>
      {mine ? (
        <Layout>
          <PageBoundary key={pathname}>
            <Outlet />
          </PageBoundary>
        </Layout>
      ) : (
        <OtherAccount account={account} mine={identity.account} />
      )}
    </div>
  );
}

function Layout({ children }: { children: ReactNode }) {
  const page = useStore(currentPage);
  const { href } = useScope();
  const { navigationOpen } = usePreferences();
  const [drawer, setDrawer] = useState<string | null>(null);
  const split = page.splitPanel;
  return (
    <AppLayoutToolbar
      headerSelector="#top-bar"
      contentType={page.contentType ?? 'default'}
      navigation={<SideNav />}
      navigationOpen={navigationOpen}
      onNavigationChange={({ detail }) => prefer({ navigationOpen: detail.open })}
      breadcrumbs={
        page.breadcrumbs.length > 0 && (
          <BreadcrumbGroup
            items={page.breadcrumbs.map(({ text, path }) => ({
              text,
              href: path === undefined ? '#' : href(path),
            }))}
          />
        )
      }
      notifications={<Notifications />}
      drawers={[helpDrawer(page.help), cliDrawer()]}
      activeDrawerId={drawer}
      onDrawerChange={({ detail }) => setDrawer(detail.activeDrawerId)}
      splitPanel={split?.content}
      splitPanelOpen={split?.open ?? false}
      onSplitPanelToggle={({ detail }) => split?.onToggle(detail.open)}
      content={<div id="content">{children}</div>}
    />
  );
}
