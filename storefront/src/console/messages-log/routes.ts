import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../root';
import { messagesSearch } from './messages-search';

export const messageRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/messages',
    validateSearch: messagesSearch,
    component: lazyRouteComponent(() => import('./messages-page'), 'MessagesPage'),
  }),
] as const;
