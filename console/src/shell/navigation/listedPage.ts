import type { Service, ServicePage } from '../service';

/** The page of the navigation that a path below account and Region belongs to: the nearest above. */
export function listedPage(services: readonly Service[], path: string): ServicePage | undefined {
  const places = services.flatMap(({ pages }) =>
    pages.flatMap(page => [page.path, ...(page.alsoAt ?? [])].map(top => ({ page, top }))),
  );
  const above = places.filter(({ top }) => path === top || path.startsWith(`${top}/`));
  return above.sort((a, b) => b.top.length - a.top.length)[0]?.page;
}
