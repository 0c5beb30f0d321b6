import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, CircleCheck, Clock, CreditCard, LoaderCircle, PackageCheck, Truck, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { Notice } from '../../ui/states';
import { m } from '../messages';
import { ProblemNotice } from '../problems';
import { CancelOrder } from './cancel-order';
import { Progress } from './progress';
import type { OrderState } from './live/order-state';
import { openPaymentSession } from './live/queries';
import { explain, type Explanation, isPayable } from './standing';

/** After this the page explains why the confirmation may take a while. */
const CALM_AFTER_MS = 10_000;

/** Why the page was opened: `checkout` after a payment, `cancelled` after none. */
export type Return = 'checkout' | 'cancelled' | undefined;

/** The status, why it is so, and what the shopper can do. It says no more than the server knows. */
export function StatusPanel({ state: { order, timeline }, back }: { state: OrderState; back: Return }) {
  const [fact, ...others] = explain(timeline.standing);
  const isPending = order.status === 'PENDING';
  const confirming = isPending && back === 'checkout' && fact?.code === 'awaiting_payment';
  const isCalm = useElapsed(CALM_AFTER_MS, confirming);
  return (
    <section aria-labelledby="status" className="rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <div className="flex items-start gap-4">
        <StatusIcon status={order.status} confirming={confirming} />
        <div className="min-w-0 flex-1" role="status">
          <h2 id="status" className="text-xl font-semibold">
            {confirming ? m.order.confirming : (fact?.title ?? m.order.status[order.status])}
          </h2>
          <p className="mt-1 max-w-prose text-soft">
            {confirming ? (isCalm ? m.order.confirmingCalm : m.order.confirmingText) : fact?.text}
          </p>
        </div>
      </div>
      {isPending && back === 'cancelled' && isPayable(fact?.code) && (
        <p className="mt-4 rounded-xl bg-muted px-4 py-3 text-sm">{m.order.cameBack}</p>
      )}
      {isPending && (
        <Actions orderId={order.id} fact={fact} pay={!confirming ? 'now' : isCalm ? 'again' : 'no'} />
      )}
      {!isPending && order.status !== 'CANCELLED' && order.status !== 'REFUNDED' && (
        <Progress order={order} />
      )}
      {others.length > 0 && (
        <div className="mt-4 flex flex-col gap-2">
          {others.map(({ code, tone, title, text }, index) => (
            <Notice key={`${code} ${index}`} tone={tone} title={title}>
              {text}
            </Notice>
          ))}
        </div>
      )}
    </section>
  );
}

function Actions({
  orderId,
  fact,
  pay,
}: {
  orderId: string;
  fact: Explanation | undefined;
  /** `again`: a payment may have been made; the button is for those who did not finish it. */
  pay: 'now' | 'again' | 'no';
}) {
  const client = useQueryClient();
  const payment = useMutation({
    mutationFn: () => openPaymentSession(orderId),
    onSuccess: ({ url }) => location.assign(url),
    // It may have been paid or cancelled meanwhile.
    onError: () => client.invalidateQueries({ queryKey: ['order', orderId] }),
  });
  const offersPayment = pay !== 'no' && isPayable(fact?.code);
  const busy = payment.isPending || payment.isSuccess;
  return (
    <div className="mt-5 flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {offersPayment && (
          <Button
            look={pay === 'now' ? 'primary' : 'secondary'}
            size={pay === 'now' ? 'large' : 'normal'}
            busy={busy}
            onClick={() => payment.mutate()}
          >
            <CreditCard aria-hidden className="size-4" />
            {pay === 'now' ? m.order.pay : m.order.payAgain}
          </Button>
        )}
        {pay !== 'no' && fact?.code !== 'payment_session_pending' && (
          <CancelOrder orderId={orderId} isProcessing={fact?.code === 'payment_processing'} />
        )}
      </div>
      {payment.error && <ProblemNotice error={payment.error} title={m.order.payFailed} />}
    </div>
  );
}

const icons = {
  PENDING: Clock,
  PAID: CircleCheck,
  SHIPPED: Truck,
  DELIVERED: PackageCheck,
  CANCELLED: Ban,
  REFUNDED: Undo2,
};

function StatusIcon({ status, confirming }: { status: keyof typeof icons; confirming: boolean }) {
  const Icon = confirming ? LoaderCircle : icons[status];
  const good = ['PAID', 'SHIPPED', 'DELIVERED'].includes(status);
  return (
    <span
      className={classNames(
        'grid size-12 shrink-0 place-items-center rounded-full',
        good
          ? 'bg-good-soft text-good'
          : status === 'PENDING'
            ? 'bg-info-soft text-info'
            : 'bg-muted text-soft',
      )}
    >
      <Icon aria-hidden className={classNames('size-6', confirming && 'animate-spin')} />
    </span>
  );
}

/** Whether `active` has been true for `ms`. */
function useElapsed(ms: number, active: boolean): boolean {
  const [elapsed, setElapsed] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setElapsed(true), ms);
    return () => clearTimeout(timer);
  }, [ms, active]);
  return elapsed;
}
