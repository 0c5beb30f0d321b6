import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { taxRatesSearch } from './tax-rates-search';

export const taxRateRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/tax-rates',
    validateSearch: taxRatesSearch,
    component: lazyRouteComponent(() => import('./tax-rates-page'), 'TaxRatesPage'),
  }),
] as const;
