import type { StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import type { StripeLedgerLine, StripeSnapshot } from './snapshot.js';

interface Page<Row> {
  data: Row[];
  has_more: boolean;
}

/** A refund or a dispute. */
interface IntentPart {
  id: string;
  payment_intent: string;
  amount: number;
  status: string;
}

interface LedgerRow extends Omit<StripeLedgerLine, 'intentId' | 'orderId' | 'refundsFailed'> {
  payment_intent: string;
  order_id: string | null;
  refund_pending: number;
  refunds: { amount: number; status: string }[];
}

/** Reads all pages of Stripe's API and of the sandbox's own ledger. */
export async function readStripe(stripe: StripeSandboxClient): Promise<StripeSnapshot> {
  const readAll = async <Row>(path: string, limit: number, idOf: (row: Row) => string): Promise<Row[]> => {
    const rows: Row[] = [];
    for (;;) {
      const last = rows.at(-1);
      const query = `limit=${limit}${last ? `&starting_after=${idOf(last)}` : ''}`;
      const page = (await stripe.request<Page<Row>>('GET', `${path}?${query}`)).orThrow();
      rows.push(...page.data);
      if (!page.has_more) return rows;
    }
  };
  const list = <Row>(what: string) => readAll<Row & { id: string }>(`/v1/${what}`, 100, ({ id }) => id);
  const intentsOf = async (what: string) =>
    (await list<{ payment_intent: string }>(what)).map(({ payment_intent }) => payment_intent);
  const intents = await list<{ amount_received: number }>('payment_intents');
  const transactions = await list<{ currency: string; net: number }>('balance_transactions');
  const ledger = await readAll<LedgerRow>('/_sandbox/ledger', 1_000, (row) => row.payment_intent);
  return {
    captures: intents.map(({ id, amount_received }) => ({ intentId: id, amount: amount_received })),
    refunds: (await list<IntentPart>('refunds')).map(withIntentId),
    disputes: (await list<IntentPart>('disputes')).map(withIntentId),
    fraudWarnings: await intentsOf('radar/early_fraud_warnings'),
    openReviews: await intentsOf('reviews'),
    balance: transactions.map(({ currency, net }) => ({ currency, amount: net })),
    ledger: ledger.map(({ payment_intent, order_id, refunds, refund_pending, ...row }) => ({
      ...row,
      intentId: payment_intent,
      orderId: order_id,
      refunded: row.refunded + refund_pending,
      refundsFailed: refunds
        .filter(({ status }) => status === 'failed')
        .reduce((sum, { amount }) => sum + amount, 0),
    })),
  };
}

const withIntentId = ({ id, payment_intent, amount, status }: IntentPart) => ({
  ...{ id, intentId: payment_intent, amount, status },
});
