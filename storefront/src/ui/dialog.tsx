import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { classNames } from './class-names';

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** The name of the button that closes it. */
  closeLabel: string;
  children: ReactNode;
  /** `panel`: at the side, full height. Default: in the middle. */
  place?: 'middle' | 'panel';
  /** The widest it becomes. */
  wide?: boolean;
  /** What has the focus first; default: the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
}

/** A modal dialog: keeps the focus, closes with Escape, returns the focus. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  closeLabel,
  children,
  place = 'middle',
  wide,
  initialFocus,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/45 transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Popup
          {...(initialFocus && { initialFocus })}
          className={classNames(
            'fixed z-50 flex flex-col overflow-hidden bg-raised text-text shadow-xl transition',
            'data-[ending-style]:opacity-0 data-[starting-style]:opacity-0',
            place === 'panel'
              ? 'inset-y-0 right-0 w-full max-w-md data-[starting-style]:translate-x-8'
              : classNames(
                  'inset-x-0 bottom-0 max-h-[92dvh] rounded-t-2xl sm:inset-x-auto sm:bottom-auto sm:left-1/2 sm:top-1/2 sm:w-full sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl',
                  wide ? 'sm:max-w-3xl' : 'sm:max-w-lg',
                ),
          )}
        >
          <header className="flex items-start justify-between gap-4 border-b border-line px-5 py-4">
            <div>
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description && (
                <Base.Description className="mt-1 text-sm text-soft">{description}</Base.Description>
              )}
            </div>
            <Base.Close
              aria-label={closeLabel}
              className="-mr-2 grid size-9 place-items-center rounded-lg hover:bg-muted"
            >
              <X aria-hidden className="size-5" />
            </Base.Close>
          </header>
          <div className="flex-1 overflow-y-auto px-5 py-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
