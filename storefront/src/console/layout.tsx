import { Outlet } from '@tanstack/react-router';
import { m } from './messages';

export function Layout() {
  return (
    <>
      <a href="#content" className="sr-only focus:not-sr-only">
        {m.skipToContent}
      </a>
      <main id="content" className="px-4 py-6">
        <Outlet />
      </main>
    </>
  );
}
