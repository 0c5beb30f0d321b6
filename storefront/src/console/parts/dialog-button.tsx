import type { LucideIcon } from 'lucide-react';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { ActionDialog } from '../shell/action-dialog';
import { useAction } from './use-action';

interface DialogButtonProps extends Pick<ComponentProps<typeof Button>, 'look' | 'size' | 'disabled'> {
  label: string;
  icon?: LucideIcon;
  title?: string;
  description?: ReactNode;
  wide?: boolean;
  /** Mounted anew each time the dialog opens. */
  children: (close: () => void, keepOpen: (open: boolean) => void) => ReactNode;
}

/** A button that opens a dialog. While its content keeps it open, only the content closes it. */
export function DialogButton(props: DialogButtonProps) {
  const { label, icon: Icon, title = label, description, wide, children, ...button } = props;
  const [open, setOpen] = useState(false);
  const [isKept, keepOpen] = useState(false);
  const close = () => {
    keepOpen(false);
    setOpen(false);
  };
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {Icon && <Icon aria-hidden className="size-4" />}
        {label}
      </Button>
      <Dialog
        open={open}
        onClose={() => !isKept && close()}
        title={title}
        closeLabel={m.shell.close}
        {...(description !== undefined && { description })}
        {...(wide && { wide })}
      >
        {children(close, keepOpen)}
      </Dialog>
    </>
  );
}

interface ConfirmButtonProps<Reply> extends Omit<DialogButtonProps, 'children' | 'wide'> {
  danger?: boolean;
  run: () => Promise<Reply>;
  done: string | ((reply: Reply) => string);
  refresh: readonly string[];
  onDone?: (reply: Reply) => void;
}

/** A button whose action is asked about first. */
export function ConfirmButton<Reply>(props: ConfirmButtonProps<Reply>) {
  const {
    label,
    icon: Icon,
    title = label,
    description,
    danger,
    run,
    done,
    refresh,
    onDone,
    ...button
  } = props;
  const [open, setOpen] = useState(false);
  const action = useAction<void, Reply>({
    run,
    done,
    refresh,
    onDone: (reply) => {
      setOpen(false);
      onDone?.(reply);
    },
  });
  return (
    <>
      <Button
        {...button}
        onClick={() => {
          action.reset();
          setOpen(true);
        }}
      >
        {Icon && <Icon aria-hidden className="size-4" />}
        {label}
      </Button>
      <ActionDialog
        open={open}
        onClose={() => setOpen(false)}
        title={title}
        lead={description}
        submit={label}
        danger={danger ?? false}
        busy={action.isPending}
        error={action.error}
        onSubmit={() => action.mutate()}
      />
    </>
  );
}

/** The buttons at the end of a dialog. */
export const DialogButtons = ({ close, children }: { close: () => void; children: ReactNode }) => (
  <div className="flex flex-wrap justify-end gap-2">
    <Button onClick={close}>{m.shell.cancel}</Button>
    {children}
  </div>
);
