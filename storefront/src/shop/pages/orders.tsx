import type { AccountView, OrderView } from '@orderwire/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronRight, Mail, Package } from 'lucide-react';
import { useAccount } from '../../api/use-session';
import { formatDate, formatMoney } from '../../i18n/format';
import { Button, LinkButton } from '../../ui/button';
import { Badge, EmptyState, Skeleton } from '../../ui/states';
import { m } from '../messages';
import { orderNumber } from '../orders/order-number';
import { ordersQuery } from '../orders/live/queries';
import { statusTones } from '../orders/status-tones';
import { PageHeading } from '../page-heading';
import { ProblemNotice } from '../problems';

export function OrdersPage() {
  const account = useAccount();
  return (
    <>
      <PageHeading title={m.orders.title} />
      <div className="mt-6">{account ? <OwnOrders account={account} /> : <GuestHint />}</div>
    </>
  );
}

/** Orders of guests open with the link in their mail only. */
const GuestHint = () => (
  <EmptyState icon={Mail} title={m.orders.guest}>
    <p>{m.orders.guestHint}</p>
    <div className="mt-4 flex flex-wrap justify-center gap-2">
      <LinkButton to="/sign-in" search={{ next: '/orders' }} look="primary">
        {m.layout.signIn}
      </LinkButton>
      <LinkButton to="/register" search={{ next: '/orders' }}>
        {m.account.register}
      </LinkButton>
    </div>
  </EmptyState>
);

function OwnOrders({ account }: { account: AccountView }) {
  const orders = useInfiniteQuery(ordersQuery(account.id));
  const rows = orders.data?.pages.flatMap(({ data }) => data) ?? [];
  if (orders.isPending)
    return (
      <div className="flex flex-col gap-3" aria-busy="true" aria-label={m.loading}>
        {Array.from({ length: 4 }, (_, index) => (
          <Skeleton key={index} className="h-20 w-full rounded-2xl" />
        ))}
      </div>
    );
  if (orders.isSuccess && rows.length === 0)
    return (
      <EmptyState icon={Package} title={m.orders.empty}>
        <p>{account.emailVerified ? m.orders.emptyHint : m.orders.emptyUnverifiedHint}</p>
        <LinkButton to="/" look="primary" className="mt-4">
          {m.basket.toProducts}
        </LinkButton>
      </EmptyState>
    );
  return (
    <>
      <ul className="flex flex-col gap-3">
        {rows.map((order) => (
          <li key={order.id}>
            <OrderRow order={order} />
          </li>
        ))}
      </ul>
      {orders.isError && (
        <div className="mt-4">
          <ProblemNotice
            error={orders.error}
            title={m.orders.loadingFailed}
            onRetry={() => void orders.refetch()}
          />
        </div>
      )}
      {orders.hasNextPage && !orders.isError && (
        <div className="mt-6 flex justify-center">
          <Button busy={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
            {m.orders.showMore}
          </Button>
        </div>
      )}
    </>
  );
}

const OrderRow = ({ order }: { order: OrderView }) => (
  <Link
    to="/orders/$orderId"
    params={{ orderId: order.id }}
    className="flex items-center gap-4 rounded-2xl border border-line bg-surface px-5 py-4 transition-shadow hover:shadow-md"
  >
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-semibold tabular-nums">{m.order.title(orderNumber(order.id))}</span>
        <Badge tone={statusTones[order.status]}>{m.order.status[order.status]}</Badge>
      </p>
      <p className="mt-1 truncate text-sm text-soft">
        {formatDate(order.createdAt)} · {order.items.map(({ name }) => name).join(' · ')}
      </p>
    </div>
    <span className="font-medium tabular-nums">{formatMoney(order.totalAmount, order.currency)}</span>
    <ChevronRight aria-hidden className="size-5 shrink-0 text-soft" />
  </Link>
);
