import { type ReactNode, useEffect } from 'react';
import { m } from '../messages';

/** Sets the title of the document while the page is shown. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${m.shell.title}`;
  }, [title]);
}

interface PageProps {
  title: string;
  /** Beside the title, such as the status. */
  badge?: ReactNode;
  /** Above the title: the way back. */
  back?: ReactNode;
  /** One line below the title. */
  lead?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** A page: its title, its actions and its content. */
export function Page({ title, badge, back, lead, actions, children }: PageProps) {
  useDocumentTitle(title);
  return (
    <div className="mx-auto flex max-w-[100rem] flex-col gap-5">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-80">
          {back && <div className="mb-1.5 text-sm">{back}</div>}
          <div className="flex flex-wrap items-center gap-3">
            <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
            {badge}
          </div>
          {lead && <div className="mt-1 max-w-prose text-sm text-soft">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A box with a title, one of several on a page. */
export function Panel({
  title,
  actions,
  className = 'p-5',
  children,
}: {
  title: string;
  actions?: ReactNode;
  /** The padding of the content; empty for tables. */
  className?: string;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="min-w-0 rounded-xl border border-line bg-surface">
      <header className="flex flex-wrap items-center justify-between gap-2 border-b border-line px-5 py-3">
        <h2 className="text-base font-semibold">{title}</h2>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div className={className}>{children}</div>
    </section>
  );
}
