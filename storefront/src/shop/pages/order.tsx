import { useParams, useSearch } from '@tanstack/react-router';
import { PackageX } from 'lucide-react';
import { useAccount } from '../../api/use-session';
import { formatDateTime } from '../../i18n/format';
import { LinkButton } from '../../ui/button';
import { EmptyState } from '../../ui/states';
import { PageSkeleton } from '../layout/page-skeleton';
import { m } from '../messages';
import { Documents } from '../orders/documents';
import { historyOf } from '../orders/history';
import { Addresses, History, Tracking } from '../orders/order-details';
import { OrderLines } from '../orders/order-lines';
import { orderNumber } from '../orders/order-number';
import { refundsOf } from '../orders/refunds';
import { StatusPanel } from '../orders/status-panel';
import { useLiveOrder } from '../orders/live/use-live-order';
import { PageHeading } from '../page-heading';
import { isNotFound, ProblemNotice } from '../problems';

/** The page of one order, and where Checkout leads back to. */
export function OrderPage() {
  const { orderId } = useParams({ from: '/orders/$orderId' });
  const { from, cancelled } = useSearch({ from: '/orders/$orderId' });
  const { data: state, error, refetch } = useLiveOrder(orderId);
  if (isNotFound(error)) return <OrderNotFound orderId={orderId} />;
  if (!state)
    return error ? (
      <ProblemNotice error={error} title={m.order.loadingFailed} onRetry={() => void refetch()} />
    ) : (
      <PageSkeleton />
    );
  const { order, timeline } = state;
  return (
    <>
      <PageHeading title={m.order.title(orderNumber(order.id))} />
      <p className="mt-1 text-soft">{m.order.placedAt(formatDateTime(order.createdAt))}</p>
      {error && (
        <div className="mt-4">
          <ProblemNotice error={error} title={m.order.updateFailed} onRetry={() => void refetch()} />
        </div>
      )}
      <div className="mt-6 grid items-start gap-5 lg:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <StatusPanel state={state} back={cancelled ? 'cancelled' : from} />
          <OrderLines order={order} refunds={refundsOf(timeline.entries)} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Documents order={order} />
          <Tracking order={order} />
          <Addresses order={order} />
          <History lines={historyOf(timeline.entries)} />
        </div>
      </div>
    </>
  );
}

/** An order of somebody else is not found either. */
function OrderNotFound({ orderId }: { orderId: string }) {
  const account = useAccount();
  return (
    <EmptyState icon={PackageX} title={m.order.notFound}>
      <PageHeading title={m.order.title(orderNumber(orderId))} className="sr-only" />
      <p>{account ? m.order.notFoundSignedIn : m.order.notFoundGuest}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        {account ? (
          <LinkButton to="/orders" look="primary">
            {m.order.toOrders}
          </LinkButton>
        ) : (
          <LinkButton to="/sign-in" search={{ next: `/orders/${orderId}` }} look="primary">
            {m.layout.signIn}
          </LinkButton>
        )}
        <LinkButton to="/">{m.basket.toProducts}</LinkButton>
      </div>
    </EmptyState>
  );
}
