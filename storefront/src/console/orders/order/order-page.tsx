import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ArrowLeft, SearchX } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Problem } from '../../../api/problem';
import { formatDateTime, formatMoney } from '../../../i18n/format';
import { LinkButton, TextLink } from '../../../ui/button';
import { EmptyState, Skeleton } from '../../../ui/states';
import { m } from '../../messages';
import { Page } from '../../shell/page';
import { ProblemNotice } from '../../shell/problem-notice';
import { DisputeBadge, MarkBadges, PaymentBadge, StatusBadge } from '../badges';
import { ReturnsPanel } from '../parcels/returns-panel';
import { ShipmentPanel } from '../parcels/shipment-panel';
import { shortId } from '../short-id';
import { TimelinePanel } from '../timeline/timeline-panel';
import { CustomerPanel } from './customer-panel';
import { DocumentsPanel } from './documents-panel';
import { FactsPanel } from './facts-panel';
import { LinesPanel } from './lines-panel';
import { MailsPanel } from './mails-panel';
import { OrderActions } from './order-actions';
import { orderKey, orderQuery, timelineQuery } from './order-queries';
import { PaymentsPanel } from './payments-panel';
import { StandingNotice } from './standing-notice';

/** States of the payment that the status says already. */
const usual: ReadonlySet<string> = new Set([
  'PENDING awaiting_payment',
  'PAID paid',
  'CANCELLED cancelled',
  'REFUNDED refunded',
]);

/** One order: why it has its status, what happened, and what can be done. */
export function OrderPage() {
  const { orderId } = useParams({ from: '/orders/$orderId' });
  const order = useQuery(orderQuery(orderId));
  const timeline = useQuery(timelineQuery(orderId));
  useRereadOnGrowth(orderId, timeline.data?.entries.length);

  const t = m.order;
  const back = (
    <TextLink to="/orders" className="inline-flex items-center gap-1.5 no-underline">
      <ArrowLeft aria-hidden className="size-4" />
      {t.back}
    </TextLink>
  );
  const title = t.title(shortId(orderId));
  if (!order.data) {
    // 400: the path has no id.
    if (order.error instanceof Problem && [400, 404].includes(order.error.status)) return <NoOrder />;
    return (
      <Page title={title} back={back}>
        {order.isError ? (
          <ProblemNotice error={order.error} onRetry={() => void order.refetch()} />
        ) : (
          <OrderSkeleton />
        )}
      </Page>
    );
  }
  const { data } = order;
  return (
    <Page
      title={title}
      back={back}
      badge={
        <>
          <StatusBadge status={data.status} />
          {data.paymentState && !usual.has(`${data.status} ${data.paymentState}`) && (
            <PaymentBadge state={data.paymentState} />
          )}
          {data.dispute && data.paymentState !== 'dispute_open' && <DisputeBadge dispute={data.dispute} />}
          <MarkBadges order={data} />
        </>
      }
      lead={`${formatMoney(data.totalAmount, data.currency)} · ${formatDateTime(data.createdAt)} · ${data.email ?? m.orders.noEmail}`}
      actions={<OrderActions order={data} />}
    >
      {timeline.data ? (
        <StandingNotice order={data} standing={timeline.data.standing} />
      ) : (
        <Skeleton className="h-16 rounded-xl" />
      )}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <LinesPanel order={data} />
          <TimelinePanel query={timeline} />
          <PaymentsPanel orderId={orderId} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <FactsPanel order={data} correlationId={timeline.data?.entries[0]?.correlationId ?? null} />
          <CustomerPanel order={data} />
          <ShipmentPanel order={data} />
          <ReturnsPanel order={data} />
          <DocumentsPanel orderId={orderId} />
          <MailsPanel orderId={orderId} />
        </div>
      </div>
    </Page>
  );
}

/** A new entry of the timeline means that something of the order has changed. */
function useRereadOnGrowth(orderId: string, entries: number | undefined): void {
  const queries = useQueryClient();
  const before = useRef(entries);
  useEffect(() => {
    if (before.current !== undefined && entries !== before.current)
      void queries.invalidateQueries({
        queryKey: orderKey(orderId),
        predicate: ({ queryKey }) => queryKey.at(-1) !== 'timeline',
      });
    before.current = entries;
  }, [queries, orderId, entries]);
}

function NoOrder() {
  const t = m.order;
  return (
    <Page title={t.notFound}>
      <EmptyState icon={SearchX} title={t.notFoundLead}>
        <LinkButton to="/orders">{t.back}</LinkButton>
      </EmptyState>
    </Page>
  );
}

const OrderSkeleton = () => (
  <>
    <Skeleton className="h-16 rounded-xl" />
    <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <Skeleton className="h-96 rounded-xl" />
      <Skeleton className="h-96 rounded-xl" />
    </div>
  </>
);
