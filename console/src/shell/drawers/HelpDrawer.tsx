import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import HelpPanel from '@cloudscape-design/components/help-panel';
import type { ReactNode } from 'react';

export function helpDrawer(content: ReactNode): AppLayoutProps.Drawer {
  return {
    id: 'help',
    content: (
      <HelpPanel header={<h2>Help</h2>}>
        {content ?? <p>There is no help for this page yet.</p>}
      </HelpPanel>
    ),
    trigger: { iconName: 'status-info' },
    ariaLabels: {
      drawerName: 'Help',
      closeButton: 'Close help',
      triggerButton: 'Open help',
    },
  };
}
