import { Link, type LinkProps } from '@tanstack/react-router';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { m } from '../messages';

/** Copies a text. `what` names it for screen readers. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={copied ? m.shell.copied : m.shell.copy(what)}
      title={copied ? m.shell.copied : m.shell.copy(what)}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      className="inline-grid size-6 shrink-0 place-items-center rounded text-soft hover:bg-muted hover:text-text"
    >
      <Icon aria-hidden className="size-3.5" />
    </button>
  );
}

interface CopyableIdProps {
  id: string;
  what: string;
  shown?: string;
  /** The page of what has the id. */
  link?: LinkProps;
}

/** An id, and the button that copies it. */
export const CopyableId = ({ id, what, shown = id, link }: CopyableIdProps) => (
  <span className="inline-flex max-w-full items-center gap-1">
    <span title={id} className="truncate font-mono text-[0.8125rem]">
      {link ? (
        <Link {...link} className="underline underline-offset-4 hover:text-accent">
          {shown}
        </Link>
      ) : (
        shown
      )}
    </span>
    <CopyButton text={id} what={what} />
  </span>
);
