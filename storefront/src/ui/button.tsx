import { createLink, type LinkComponent } from '@tanstack/react-router';
import { LoaderCircle } from 'lucide-react';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, Ref } from 'react';
import { classNames } from './class-names';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';
type Size = 'small' | 'normal' | 'large';

const looks: Readonly<Record<Look, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line-strong/60 bg-surface text-text hover:bg-muted',
  quiet: 'text-text hover:bg-muted',
  danger: 'bg-bad text-surface hover:opacity-90',
};

const sizes: Readonly<Record<Size, string>> = {
  small: 'min-h-8 px-2.5 text-sm gap-1.5 rounded-md',
  normal: 'min-h-10 px-4 text-sm gap-2 rounded-lg',
  large: 'min-h-12 px-6 text-base gap-2 rounded-xl',
};

/** The classes of a button, for links that look like one. */
export const buttonClasses = (look: Look = 'secondary', size: Size = 'normal', className?: string): string =>
  classNames(
    'inline-flex items-center justify-center font-medium whitespace-nowrap transition-colors select-none',
    'disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50',
    looks[look],
    sizes[size],
    className,
  );

interface Looks {
  look?: Look;
  size?: Size;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Looks {
  /** Shows a spinner and ignores clicks; the width does not change. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look, size, busy, className, children, type = 'button', ...props }: ButtonProps) {
  return (
    <button
      {...props}
      type={type}
      disabled={props.disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClasses(look, size, classNames('relative', className))}
    >
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
        </span>
      )}
      <span className={classNames('contents', busy && 'text-transparent')}>{children}</span>
    </button>
  );
}

function AnchorButton({ look, size, className, ...props }: AnchorHTMLAttributes<HTMLAnchorElement> & Looks) {
  return <a {...props} className={buttonClasses(look, size, className)} />;
}

/** A link within the page that looks like a button. */
export const LinkButton: LinkComponent<typeof AnchorButton> = createLink(AnchorButton);

function TextAnchor({ className, ...props }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a {...props} className={classNames('underline underline-offset-4 hover:text-accent', className)} />;
}

/** A link in running text. */
export const TextLink: LinkComponent<typeof TextAnchor> = createLink(TextAnchor);
