import '../ui/theme.css';
import { RouterProvider } from '@tanstack/react-router';
import { startPage } from '../ui/start-page';
import { takeFragmentToken } from './fragment-token';
import { loadMessages, m } from './messages';

takeFragmentToken();
// What gets the focus must not hide behind the header.
document.documentElement.style.scrollPaddingTop = '7rem';
// A page that the browser kept for the Back button has old prices and pressed buttons.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
await loadMessages();
// The router's pages read their texts when they are created.
const { router } = await import('./router');
startPage(<RouterProvider router={router} />, m.close);
