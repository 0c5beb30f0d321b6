import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { deadLettersSearch, groupsSearch, replaySearch } from './operations-search';

export const operationRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/dead-letters',
    validateSearch: groupsSearch,
    component: lazyRouteComponent(() => import('./dead-letters/groups-page'), 'GroupsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/dead-letters/all',
    validateSearch: deadLettersSearch,
    component: lazyRouteComponent(() => import('./dead-letters/dead-letters-page'), 'DeadLettersPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/dead-letters/$service/$id',
    component: lazyRouteComponent(() => import('./dead-letters/dead-letter-page'), 'DeadLetterPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/streams',
    component: lazyRouteComponent(() => import('./streams/streams-page'), 'StreamsPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/replays',
    validateSearch: replaySearch,
    component: lazyRouteComponent(() => import('./replay-page'), 'ReplayPage'),
  }),
] as const;
