import type { ReactNode } from 'react';

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
