import { Fragment, type ReactNode } from 'react';
import { m } from '../messages';

/** Names and values of one thing; a value that is missing shows as a dash. */
export const Facts = ({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[minmax(9rem,max-content)_minmax(0,1fr)] sm:gap-y-3">
    {facts.map(([name, value]) => (
      <Fragment key={name}>
        <dt className="text-soft">{name}</dt>
        <dd className="mb-1.5 min-w-0 break-words sm:mb-0">
          {value === null || value === undefined || value === '' || value === false ? m.shell.none : value}
        </dd>
      </Fragment>
    ))}
  </dl>
);

/** A title above content that has a frame of its own, such as a table. */
export const Section = ({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) => (
  <section aria-label={title} className="flex min-w-0 flex-col gap-2">
    <div className="flex flex-wrap items-center justify-between gap-2">
      <h2 className="text-base font-semibold">{title}</h2>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
    {children}
  </section>
);

/** Text of a program: payloads, responses, headers. */
export const Code = ({ label, children }: { label: string; children: string }) => (
  <pre
    role="region"
    aria-label={label}
    tabIndex={0}
    className="max-h-96 overflow-auto rounded-lg bg-muted p-4 font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap break-words"
  >
    {children}
  </pre>
);
