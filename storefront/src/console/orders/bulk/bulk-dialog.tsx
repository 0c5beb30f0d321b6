import type { BulkActionReply, OrderView } from '@orderwire/contracts';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../api/client';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { m } from '../../messages';
import { ProblemNotice } from '../../shell/problem-notice';
import { useIdempotencyKey } from '../../shell/use-idempotency-key';
import { type BulkChoice, BulkChoiceFields } from './bulk-choice';
import { BulkPlan, TYPED_FROM, type Plan } from './bulk-plan';
import { planOf } from './selected-plan';
import { SelectedProgress } from './selected-progress';
import { useSelectedRun } from './use-selected-run';

/** All orders of a filter, or those that were selected. */
export type BulkTarget = { readonly filter: object } | { readonly selected: readonly OrderView[] };

/** Choose an action, see what it will do, confirm it. One on a filter continues on its own page. */
export function BulkDialog({ target, onClose }: { target: BulkTarget; onClose: () => void }) {
  const t = m.bulk;
  const navigate = useNavigate();
  const [choice, setChoice] = useState<BulkChoice>({ action: 'cancel', params: {} });
  const [plan, setPlan] = useState<Plan>();
  const [typed, setTyped] = useState('');
  const [isChecked, setChecked] = useState(false);
  const { run, ...running } = useSelectedRun();
  const selected = 'selected' in target ? target.selected : undefined;

  const key = useIdempotencyKey(choice);
  const post = (body: object, headers?: Record<string, string>) =>
    api.post<BulkActionReply>('/orders/bulk-actions', { ...target, ...choice, ...body }, headers);
  const check = useMutation({
    mutationFn: async () => (selected ? planOf(selected, choice.action) : post({ dryRun: true })),
    onSuccess: setPlan,
  });
  const start = useMutation({
    mutationFn: () => post({ dryRun: false, expected: plan?.matching }, { 'idempotency-key': key }),
    onSuccess: ({ bulkAction }) => {
      onClose();
      if (bulkAction)
        void navigate({ to: '/orders/bulk-actions/$bulkActionId', params: { bulkActionId: bulkAction.id } });
    },
  });
  const isWrong =
    plan !== undefined && plan.applicable >= TYPED_FROM && typed.trim() !== String(plan.applicable);
  const submit = () => {
    if (!plan) return check.mutate();
    setChecked(true);
    if (isWrong) return;
    if (selected) void running.start(selected, choice);
    else start.mutate();
  };
  const close = () => {
    running.stop();
    onClose();
  };
  const back = () => {
    setPlan(undefined);
    setTyped('');
    setChecked(false);
    start.reset();
  };
  const error = plan ? start.error : check.error;
  return (
    <Dialog
      open
      wide
      onClose={close}
      title={t.title}
      description={selected ? t.leadSelected(selected.length) : t.leadMatching}
      closeLabel={m.shell.close}
    >
      {run ? (
        <SelectedProgress run={run} onStop={running.stop} onClose={close} />
      ) : (
        <form
          noValidate
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {plan ? (
            <BulkPlan
              action={choice.action}
              plan={plan}
              typed={typed}
              error={isChecked && isWrong ? t.confirmMissing : undefined}
              onTyped={setTyped}
            />
          ) : (
            <BulkChoiceFields choice={choice} onChange={setChoice} />
          )}
          {error && <ProblemNotice error={error} />}
          <div className="flex flex-wrap justify-end gap-2 pt-1">
            {plan && <Button onClick={back}>{t.back}</Button>}
            {(!plan || plan.applicable > 0) && (
              <Button
                type="submit"
                look={plan && choice.action !== 'assign' ? 'danger' : 'primary'}
                busy={check.isPending || start.isPending}
              >
                {plan ? t.run[choice.action](plan.applicable) : t.check}
              </Button>
            )}
          </div>
        </form>
      )}
    </Dialog>
  );
}
