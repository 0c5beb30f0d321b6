import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useRef } from 'react';
import { closeBasketPanel, useBasketPanel } from '../basket/panel-state';
import { m } from '../messages';
import { Footer } from './footer';
import { Header } from './header';

/** Loads with the first click on the basket. */
const BasketPanel = lazy(async () => ({ default: (await import('../basket/basket-panel')).BasketPanel }));

export function Layout() {
  const panelOpen = useBasketPanel();
  const wasOpened = useRef(false);
  wasOpened.current ||= panelOpen;
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-2 focus:shadow-lg"
      >
        {m.skipToContent}
      </a>
      <Header />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 py-6 outline-none sm:py-10"
      >
        <Outlet />
      </main>
      <Footer />
      {wasOpened.current && (
        <Suspense>
          <BasketPanel open={panelOpen} onClose={closeBasketPanel} />
        </Suspense>
      )}
    </div>
  );
}
