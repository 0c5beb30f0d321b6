import type { LucideIcon } from 'lucide-react';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { ProblemNotice } from '../shell/problem-notice';
import { useAction } from './use-action';

interface DialogButtonProps extends Pick<ComponentProps<typeof Button>, 'look' | 'size' | 'disabled'> {
  label: string;
  icon?: LucideIcon;
  title?: string;
  description?: ReactNode;
  wide?: boolean;
  /** Mounted anew each time the dialog opens. */
  children: (close: () => void) => ReactNode;
}

/** A button that opens a dialog. */
export function DialogButton(props: DialogButtonProps) {
  const { label, icon: Icon, title = label, description, wide, children, ...button } = props;
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)}>
        {Icon && <Icon aria-hidden className="size-4" />}
        {label}
      </Button>
      <Dialog
        open={open}
        onClose={close}
        title={title}
        closeLabel={m.shell.close}
        {...(description !== undefined && { description })}
        {...(wide && { wide })}
      >
        {children(close)}
      </Dialog>
    </>
  );
}

interface ConfirmButtonProps<Reply> extends Omit<DialogButtonProps, 'children'> {
  /** The button of the dialog; default: `label`. */
  confirm?: string;
  danger?: boolean;
  run: () => Promise<Reply>;
  done: string | ((reply: Reply) => string);
  refresh: readonly string[];
  onDone?: (reply: Reply) => void;
}

/** A button whose action is asked about first. */
export function ConfirmButton<Reply>({
  confirm,
  danger,
  run,
  done,
  refresh,
  onDone,
  ...props
}: ConfirmButtonProps<Reply>) {
  return (
    <DialogButton {...props}>
      {(close) => (
        <Confirmation
          {...{ run, done, refresh, close }}
          confirm={confirm ?? props.label}
          danger={danger ?? false}
          onDone={(reply) => {
            close();
            onDone?.(reply);
          }}
        />
      )}
    </DialogButton>
  );
}

type ConfirmationProps<Reply> = Required<
  Pick<ConfirmButtonProps<Reply>, 'confirm' | 'danger' | 'run' | 'done' | 'refresh' | 'onDone'>
> & { close: () => void };

function Confirmation<Reply>({ confirm, danger, close, ...options }: ConfirmationProps<Reply>) {
  const action = useAction<void, Reply>(options);
  return (
    <div className="flex flex-col gap-4">
      {action.isError && <ProblemNotice error={action.error} />}
      <DialogButtons close={close}>
        <Button look={danger ? 'danger' : 'primary'} busy={action.isPending} onClick={() => action.mutate()}>
          {confirm}
        </Button>
      </DialogButtons>
    </div>
  );
}

/** The buttons at the end of a dialog. */
export const DialogButtons = ({ close, children }: { close: () => void; children: ReactNode }) => (
  <div className="flex flex-wrap justify-end gap-2">
    <Button onClick={close}>{m.shell.cancel}</Button>
    {children}
  </div>
);
