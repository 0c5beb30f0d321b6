import type { ReactNode } from 'react';
import { m } from '../messages';
import { useDocumentTitle } from './page';

/** A page without navigation: before an account of staff is signed in. */
export function EntryPage({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useDocumentTitle(title);
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="w-full max-w-md rounded-2xl border border-line bg-surface p-6 shadow-sm sm:p-8">
        <p className="mb-6 flex items-center gap-2.5 font-semibold">
          <img src="/favicon.svg" alt="" className="size-6" />
          {m.shell.brand}
        </p>
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-2 mb-6 text-soft">{lead}</p>
        {children}
      </div>
    </main>
  );
}
