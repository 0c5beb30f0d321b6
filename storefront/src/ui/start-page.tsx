import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from '../api/query-client';
import { currentAccount, onSessionChange } from '../api/session';
import { locale } from '../i18n/locale';
import { Toasts } from './toast';

/** What one person could see does not stay on the screen of the next: in this tab and in others. */
function forgetDataOfLastAccount(): void {
  let last = currentAccount()?.id;
  onSessionChange(() => {
    const next = currentAccount()?.id;
    if (last !== undefined && next !== last) {
      sessionStorage.clear();
      void queryClient.resetQueries();
    }
    last = next;
  });
}

/** Renders a page. Its policy forbids style elements, so no component may add one. */
export function startPage(page: ReactNode, closeLabel: string): void {
  document.documentElement.lang = locale;
  forgetDataOfLastAccount();
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>
          <Toasts closeLabel={closeLabel}>{page}</Toasts>
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );
}
