import type { ReactNode } from 'react';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { m } from '../messages';
import { ProblemNotice } from './problem-notice';

interface ActionDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  lead?: ReactNode;
  /** The name of the button that acts. */
  submit: string;
  /** The name of the button that does nothing. */
  dismiss?: string;
  danger?: boolean;
  wide?: boolean;
  disabled?: boolean;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  children?: ReactNode;
}

/** A question before something is done: what will happen, the fields it needs, and why it failed. */
export function ActionDialog({
  open,
  onClose,
  title,
  lead,
  submit,
  dismiss = m.shell.cancel,
  danger,
  wide,
  disabled,
  busy,
  error,
  onSubmit,
  children,
}: ActionDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      description={lead}
      closeLabel={m.shell.close}
      {...(wide && { wide })}
    >
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button onClick={onClose}>{dismiss}</Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy} disabled={disabled}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
