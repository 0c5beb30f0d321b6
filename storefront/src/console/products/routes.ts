import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { productsSearch } from './products-search';

export const productRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/products',
    validateSearch: productsSearch,
    component: lazyRouteComponent(() => import('./products-page'), 'ProductsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/products/$productId',
    component: lazyRouteComponent(() => import('./product-page'), 'ProductPage'),
  }),
] as const;
