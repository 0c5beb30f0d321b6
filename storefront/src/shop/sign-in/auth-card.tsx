import type { ReactNode } from 'react';
import { PageHeading } from '../page-heading';

/** A narrow page with one form. */
export const AuthCard = ({
  title,
  text,
  children,
}: {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}) => (
  <div className="mx-auto max-w-md rounded-2xl border border-line bg-surface p-6 sm:mt-6 sm:p-8">
    <PageHeading title={title} className="text-2xl font-semibold tracking-tight" />
    {text && <p className="mt-2 text-soft">{text}</p>}
    <div className="mt-6">{children}</div>
  </div>
);
