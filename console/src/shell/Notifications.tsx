import Flashbar from '@cloudscape-design/components/flashbar';
import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { useStore } from '../api/store';
import { useConnectionNotice } from './connectionNotice';
import { dismiss, notifications, turnPage } from './notifications';

export function Notifications() {
  const shown = useStore(notifications);
  const lost = useConnectionNotice();
  const { pathname } = useLocation();
  const page = useRef(pathname);
  useEffect(() => {
    if (page.current !== pathname) turnPage();
    page.current = pathname;
  }, [pathname]);
  return (
    <Flashbar
      stackItems
      items={[
        ...lost,
        ...shown.map(({ id, type, header, content }) => ({
          id,
          type,
          header,
          content,
          dismissible: true,
          dismissLabel: 'Dismiss',
          onDismiss: () => dismiss(id),
        })),
      ]}
    />
  );
}
