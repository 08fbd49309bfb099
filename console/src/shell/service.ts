import type { RouteObject } from 'react-router';

/** A page that the side navigation lists and the search finds. */
export interface ServicePage {
  text: string;
  /** Below account and Region. */
  path: string;
  /** The foldable group of the navigation it stands in; none without it. */
  group?: string;
  /** Where its further pages are, besides those below `path`. */
  alsoAt?: readonly string[];
}

/** What a service brings to the console: its place in the navigation, and its pages. */
export interface Service {
  id: string;
  title: string;
  /** What people call it when they search. */
  names: readonly string[];
  /** Where the search leads. */
  path: string;
  pages: readonly ServicePage[];
  routes: readonly RouteObject[];
}
