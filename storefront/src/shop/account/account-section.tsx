import type { ReactNode } from 'react';

/** A part of the account page. */
export const AccountSection = ({
  title,
  text,
  children,
}: {
  title: string;
  text?: ReactNode;
  children: ReactNode;
}) => (
  <section aria-label={title} className="rounded-2xl border border-line bg-surface p-5 sm:p-6">
    <h2 className="text-lg font-semibold">{title}</h2>
    {text && <p className="mt-1 max-w-prose text-sm text-soft">{text}</p>}
    <div className="mt-4">{children}</div>
  </section>
);
