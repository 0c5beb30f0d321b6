import { Link, Outlet } from '@tanstack/react-router';
import { m } from './messages';

export function Layout() {
  return (
    <>
      <a href="#content" className="sr-only focus:not-sr-only">
        {m.skipToContent}
      </a>
      <header className="border-b border-line bg-surface px-4 py-3">
        <Link to="/" className="font-semibold">
          {m.shopName}
        </Link>
      </header>
      <main id="content" className="mx-auto max-w-6xl px-4 py-8">
        <Outlet />
      </main>
    </>
  );
}
