import '../ui/theme.css';
import { RouterProvider } from '@tanstack/react-router';
import { startPage } from '../ui/start-page';
import { takeFragmentToken } from './fragment-token';
import { loadMessages, m } from './messages';

takeFragmentToken();
await loadMessages();
// The router's pages read their texts when they are created.
const { router } = await import('./router');
startPage(<RouterProvider router={router} />, m.close);
