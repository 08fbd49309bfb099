import { createBrowserRouter, type RouteObject } from 'react-router';
import { services } from '../pages/services';
import { BASE } from '../url/scope';
import { Frame } from './Frame';
import { LostPage } from './LostPage';
import { RouteFailure } from './RouteFailure';
import { SignedIn } from './SignedIn';
import { ToHome } from './ToHome';

const pages: RouteObject[] = services.flatMap(service => [...service.routes]);

export const router = createBrowserRouter(
  [
    {
      ErrorBoundary: RouteFailure,
      HydrateFallback: () => null,
      children: [
        { path: 'sign-in', lazy: () => import('../pages/signIn') },
        {
          Component: SignedIn,
          children: [
            { path: 'switch-role', lazy: () => import('../pages/switchRole') },
            {
              path: ':account/:region',
              Component: Frame,
              children: [
                { index: true, Component: ToHome },
                { ErrorBoundary: RouteFailure, children: pages },
                { path: '*', Component: LostPage },
              ],
            },
            { path: '*', Component: ToHome },
          ],
        },
      ],
    },
  ],
  { basename: BASE },
);
