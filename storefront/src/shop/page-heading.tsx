import { type ReactNode, useEffect, useRef } from 'react';
import { m } from './messages';

let movesFocus = false;

/** The next heading gets the focus: screen readers and keyboards start at the new page. */
export const moveFocusToHeading = (): void => void (movesFocus = true);

/** The title of the document. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === m.shopName ? title : `${title} · ${m.shopName}`;
  }, [title]);
}

/** The heading of a page, and the title of the document. */
export function PageHeading({
  title,
  children,
  className = 'text-2xl font-semibold tracking-tight sm:text-3xl',
}: {
  title: string;
  /** What is shown instead of the title. */
  children?: ReactNode;
  className?: string;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (!movesFocus) return;
    movesFocus = false;
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={`outline-none ${className}`}>
      {children ?? title}
    </h1>
  );
}
