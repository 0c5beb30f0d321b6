import '../ui/theme.css';
import { RouterProvider } from '@tanstack/react-router';
import { startPage } from '../ui/start-page';
import { loadMessages, m } from './messages';

await loadMessages();
// The router's pages read their texts when they are created.
const { router } = await import('./router');
startPage(<RouterProvider router={router} />, m.shell.close);
