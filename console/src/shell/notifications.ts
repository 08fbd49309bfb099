import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import type { ReactNode } from 'react';
import { store } from '../api/store';

export interface Notification {
  type: FlashbarProps.Type;
  header?: string;
  content: ReactNode;
}

interface Kept extends Notification {
  id: string;
  /** Page changes it still outlives. */
  pagesLeft: number;
}

const KEPT_MAX = 10;

export const notifications = store<readonly Kept[]>([]);

let count = 0;

/** Shows a notification until it is dismissed or the page changes; `before` that change: the next. */
export function notify(notification: Notification, before: 'page' | 'nextPage' = 'page'): void {
  count += 1;
  const kept = { ...notification, id: `n${count}`, pagesLeft: before === 'nextPage' ? 1 : 0 };
  notifications.set([kept, ...notifications.get()].slice(0, KEPT_MAX));
}

export function dismiss(id: string): void {
  notifications.set(notifications.get().filter(other => other.id !== id));
}

/** A new page: what was for the page before goes. */
export function turnPage(): void {
  const stay = notifications.get().filter(other => other.pagesLeft > 0);
  notifications.set(stay.map(other => ({ ...other, pagesLeft: other.pagesLeft - 1 })));
}
