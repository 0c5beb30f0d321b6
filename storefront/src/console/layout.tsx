import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { isStaff, useAccount } from '../api/use-session';
import { m } from './messages';
import { NotAllowedPage } from './shell/not-allowed-page';
import { SideNavigation } from './shell/side-navigation';
import { SignInPage } from './shell/sign-in-page';
import { TopBar } from './shell/top-bar';

/** The frame of all pages, once an account of staff is signed in. The page asked for stays in the URL. */
export function Layout() {
  const account = useAccount();
  const content = useRef<HTMLElement>(null);
  const router = useRouter();

  // After a navigation, the keyboard and screen readers continue at the new page.
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation) content.current?.focus({ preventScroll: true });
      }),
    [router],
  );

  if (!account) return <SignInPage />;
  if (!isStaff(account)) return <NotAllowedPage account={account} />;
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:px-4 focus:py-2 focus:shadow-lg"
        onClick={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
      >
        {m.shell.skipToContent}
      </a>
      <SideNavigation account={account} className="hidden lg:flex" />
      <div className="flex min-w-0 flex-col">
        <TopBar account={account} />
        <main
          ref={content}
          id="content"
          tabIndex={-1}
          className="min-w-0 flex-1 p-4 outline-none sm:p-6 lg:p-8"
        >
          <Outlet />
        </main>
      </div>
    </div>
  );
}
