import type { MouseEvent } from 'react';
import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import { BASE, routeOf } from '../url/scope';

/**
 * One handler around everything: a plain click on a link into the console changes the route, so
 * that every component may just have an `href`.
 */
export function useLinkClicks(): (event: MouseEvent) => void {
  const navigate = useNavigate();
  return useCallback(
    event => {
      const href = consoleHref(event);
      if (href === null) return;
      event.preventDefault();
      navigate(routeOf(href));
    },
    [navigate],
  );
}

function consoleHref(event: MouseEvent): string | null {
  const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || event.button !== 0 || modified) return null;
  const anchor = (event.target as Element).closest('a');
  if (anchor === null || anchor.target === '_blank' || anchor.hasAttribute('download')) return null;
  const href = anchor.getAttribute('href') ?? '';
  return href.startsWith(`${BASE}/`) ? href : null;
}
