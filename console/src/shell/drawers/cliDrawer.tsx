import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';

const WIDTH_PX = 420;

const CommandLine = lazy(async () => ({ default: (await import('./CommandLine')).CommandLine }));

/** The drawer with commands; what is in it loads when it is opened. */
export function cliDrawer(): AppLayoutProps.Drawer {
  return {
    id: 'cli',
    content: (
      <Suspense fallback={<Spinner />}>
        <CommandLine />
      </Suspense>
    ),
    trigger: { iconName: 'script' },
    resizable: true,
    defaultSize: WIDTH_PX,
    ariaLabels: {
      drawerName: 'Command line',
      closeButton: 'Close command line',
      triggerButton: 'Open command line',
      resizeHandle: 'Resize command line',
    },
  };
}
