import type { DeadLetterSummary } from '@orderwire/contracts';
import { RotateCcw, Trash2 } from 'lucide-react';
import { useForm } from 'react-hook-form';
import { api } from '../../../api/client';
import { Button } from '../../../ui/button';
import { m } from '../../messages';
import { ActionForm } from '../../parts/action-form';
import { DialogButton, DialogButtons } from '../../parts/dialog-button';
import { useAction } from '../../parts/use-action';
import { ReasonField, type ReasonValues } from './reason-field';
import { RequeueProblem } from './requeue-problem';

const t = m.operations.deadLetters;

export const DeadLetterActions = ({ path }: { path: string }) => (
  <>
    <DialogButton look="primary" icon={RotateCcw} label={t.requeue} description={t.requeueLead}>
      {(close) => <Requeue path={path} close={close} />}
    </DialogButton>
    <DialogButton icon={Trash2} label={t.discard} description={t.discardLead}>
      {(close) => <Discard path={path} close={close} />}
    </DialogButton>
  </>
);

function Requeue({ path, close }: { path: string; close: () => void }) {
  const action = useAction({
    run: () => api.post<DeadLetterSummary>(`${path}/requeue`),
    done: t.requeued,
    refresh: ['dead-letters'],
    onDone: close,
  });
  return (
    <div className="flex flex-col gap-4">
      {action.isError && <RequeueProblem error={action.error} />}
      <DialogButtons close={close}>
        <Button look="primary" busy={action.isPending} onClick={() => action.mutate()}>
          {t.requeue}
        </Button>
      </DialogButtons>
    </div>
  );
}

function Discard({ path, close }: { path: string; close: () => void }) {
  const form = useForm<ReasonValues>({ defaultValues: { reason: '' } });
  const action = useAction({
    run: (request: ReasonValues) => api.post<DeadLetterSummary>(`${path}/discard`, request),
    done: t.discarded,
    refresh: ['dead-letters'],
    onDone: close,
  });
  return (
    <ActionForm
      form={form}
      action={action}
      input={({ reason }) => ({ reason: reason.trim() })}
      submit={t.discard}
      danger
      close={close}
    >
      <ReasonField form={form} />
    </ActionForm>
  );
}
