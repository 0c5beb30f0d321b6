import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Layout } from './layout';

const root = createRootRoute({ component: Layout });

const products = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/products'), 'ProductsPage'),
});

/** Every page of the shop, by its path. */
export const router = createRouter({
  routeTree: root.addChildren([products]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
