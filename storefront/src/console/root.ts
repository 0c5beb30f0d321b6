import { createRootRoute } from '@tanstack/react-router';
import { Layout } from './layout';

/** The parent of all pages. */
export const root = createRootRoute({ component: Layout });
