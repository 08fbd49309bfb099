import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import { type ReactNode, useEffect, useLayoutEffect } from 'react';
import { useLocation } from 'react-router';
import { store } from '../api/store';

export interface Crumb {
  text: string;
  /** A page below account and Region; none for the current one. */
  path?: string;
}

/** What a page gives to the frame around it. */
export interface PageFrame {
  /** For the window title, the resource first: "team/app · Repositories". */
  title: string;
  /** Service › collection › resource; the last one is the current page. */
  breadcrumbs: readonly Crumb[];
  contentType?: AppLayoutProps.ContentType;
  /** Content of the help panel. */
  help?: ReactNode;
  /** A `SplitPanel`, with how it is opened and closed. */
  splitPanel?: {
    content: ReactNode;
    open: boolean;
    onToggle: (open: boolean) => void;
  };
}

const NO_PAGE: PageFrame = { title: '', breadcrumbs: [] };

export const currentPage = store<PageFrame>(NO_PAGE);

/** Tells the frame about this page, anew on every render; the frame renders, the page does not. */
export function usePage(frame: PageFrame): void {
  const { pathname } = useLocation();
  useLayoutEffect(() => {
    currentPage.set(frame);
    document.title = frame.title === '' ? 'Lading' : `${frame.title} · Lading`;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address is a new page
  useEffect(focusHeading, [pathname]);
}

let arrived = false;

/** Puts the focus on the new page's heading, but not when the console itself has just opened. */
function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1');
  if (arrived && heading !== null) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  arrived = true;
}
