import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface RowLinkProps {
  link: LinkProps | undefined;
  onOpen: (() => void) | undefined;
  isActive: boolean;
  className: string;
  children: ReactNode;
}

/** What of a row takes the focus and opens it. */
export function RowLink({ link, onOpen, isActive, className, children }: RowLinkProps) {
  const focus = { tabIndex: isActive ? 0 : -1, 'data-row-focus': true, className };
  if (onOpen)
    return (
      <button type="button" onClick={onOpen} {...focus}>
        {children}
      </button>
    );
  if (!link) return <span {...focus}>{children}</span>;
  return (
    <Link {...link} {...focus}>
      {children}
    </Link>
  );
}
