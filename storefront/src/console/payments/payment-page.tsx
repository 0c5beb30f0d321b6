import type { PaymentDetails } from '@orderwire/contracts';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api } from '../../api/client';
import { formatMoney } from '../../i18n/format';
import { m } from '../messages';
import { BackLink, Mono, OrderLink, Time } from '../parts/cells';
import { PendingPage } from '../parts/pending-page';
import { CopyableId } from '../shell/copy-button';
import { Facts } from '../shell/facts';
import { Page, Panel } from '../shell/page';
import { LedgerTable } from './ledger-table';
import { Disputes, Marks, Refunds, rejectionText, Sessions } from './payment-records';
import { StateBadge } from './state-badge';

const t = m.payments;

/** One capture: its amounts, and all that followed. */
export function PaymentPage() {
  const { paymentId } = useParams({ from: '/payments/$paymentId' });
  const query = useQuery({
    queryKey: ['payments', 'one', paymentId],
    queryFn: ({ signal }) =>
      api.get<PaymentDetails>(`/payments/${encodeURIComponent(paymentId)}`, {}, signal),
    refetchInterval: 5_000,
  });
  const back = <BackLink to="/payments">{t.title}</BackLink>;
  if (!query.data) return <PendingPage title={t.one} back={back} query={query} />;
  const { payment, session, refunds, disputes, marks, ledger } = query.data;
  const isAlone = refunds.length + disputes.length + marks.length === 0;
  return (
    <Page
      title={formatMoney(payment.amount, payment.currency)}
      back={back}
      badge={<StateBadge state={payment.state} />}
      lead={<CopyableId id={payment.id} what={t.columns.id} />}
    >
      <div className="grid gap-5 lg:grid-cols-2">
        <Panel title={t.details}>
          <PaymentFacts payment={payment} />
        </Panel>
        <Panel title={t.records}>
          <div className="flex flex-col gap-5">
            <Sessions sessions={session ? [session] : []} />
            <Refunds refunds={refunds} />
            <Disputes disputes={disputes} />
            <Marks marks={marks} />
            {isAlone && <p className="text-sm text-soft">{t.noRecords}</p>}
          </div>
        </Panel>
      </div>
      <Panel title={t.ledger.title}>
        {ledger.length > 0 ? (
          <LedgerTable entries={ledger} open />
        ) : (
          <p className="text-sm text-soft">{t.ledger.empty}</p>
        )}
      </Panel>
    </Page>
  );
}

function PaymentFacts({ payment }: Pick<PaymentDetails, 'payment'>) {
  const { amount, refunded, currency, chargeId, receiptUrl } = payment;
  const money = (minor: number) => <span className="tabular-nums">{formatMoney(minor, currency)}</span>;
  return (
    <Facts
      entries={[
        [t.columns.order, <OrderLink key="order" id={payment.orderId} />],
        [t.columns.amount, money(amount)],
        [t.columns.refunded, refunded > 0 && money(refunded)],
        [t.left, refunded > 0 && money(amount - refunded)],
        [t.rejectedBecause, payment.rejectedBecause && rejectionText(payment.rejectedBecause)],
        [t.charge, chargeId && <CopyableId id={chargeId} what={t.charge} />],
        [t.session, <Mono key="session">{payment.sessionId}</Mono>],
        [t.columns.paid, <Time key="paid" at={payment.paidAt} />],
        [t.recorded, <Time key="recorded" at={payment.recordedAt} />],
        [
          m.orderPayments.receipt,
          receiptUrl && (
            <a href={receiptUrl} target="_blank" rel="noreferrer" className="underline underline-offset-4">
              {m.order.facts.receipt}
            </a>
          ),
        ],
      ]}
    />
  );
}
