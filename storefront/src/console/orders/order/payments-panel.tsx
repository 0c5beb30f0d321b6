import { useQuery } from '@tanstack/react-query';
import { m } from '../../messages';
import { LedgerTable } from '../../payments/ledger-table';
import { Captures, Disputes, Marks, Refunds, Sessions } from '../../payments/payment-records';
import { paymentsQuery } from './order-queries';
import { QueryPanel } from './query-panel';

/** Payment sessions, captures, refunds, disputes and the ledger, as payments-ms stores them. */
export function PaymentsPanel({ orderId }: { orderId: string }) {
  const query = useQuery(paymentsQuery(orderId));
  return (
    <QueryPanel title={m.orderPayments.title} query={query}>
      {({ sessions, payments, refunds, disputes, marks, ledger }) => (
        <div className="flex flex-col gap-5">
          <Sessions sessions={sessions} />
          <Captures payments={payments} />
          <Refunds refunds={refunds} />
          <Disputes disputes={disputes} />
          <Marks marks={marks} />
          {ledger.length > 0 && <LedgerTable entries={ledger} />}
        </div>
      )}
    </QueryPanel>
  );
}
