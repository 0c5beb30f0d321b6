import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { auditSearch, peopleSearch } from './people-search';

export const peopleRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    validateSearch: peopleSearch,
    component: lazyRouteComponent(() => import('./people-page'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people/$userId',
    component: lazyRouteComponent(() => import('./person-page'), 'PersonPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit-log',
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import('./audit-page'), 'AuditPage'),
  }),
] as const;
