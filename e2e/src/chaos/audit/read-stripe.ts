import { StripeSandboxClient } from '@orderwire/test-kit/shop-client';
import type { StripeLedgerLine, StripeSnapshot } from './snapshot.js';

interface Intent {
  id: string;
  amount_received: number;
  currency: string;
  metadata: { orderId?: string };
}

/** The fields that refunds and disputes have in common. */
interface IntentPart {
  id: string;
  payment_intent: string;
  amount: number;
  status: string;
}

interface BalanceTransaction {
  id: string;
  currency: string;
  net: number;
}

interface LedgerRow {
  payment_intent: string;
  order_id: string | null;
  currency: string;
  captured: number;
  refunded: number;
  refund_pending: number;
  disputed: number;
  fees: number;
  net: number;
  refunds: { amount: number; status: string }[];
}

interface Page<Row> {
  data: Row[];
  has_more: boolean;
}

/** Reads all pages of Stripe's API and of the sandbox's own ledger. */
export async function readStripe(url: string, secret: string): Promise<StripeSnapshot> {
  const stripe = new StripeSandboxClient(url, secret);
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
  const list = <Row extends { id: string }>(what: string) => readAll<Row>(`/v1/${what}`, 100, ({ id }) => id);
  const net = new Map<string, number>();
  for (const { currency, net: amount } of await list<BalanceTransaction>('balance_transactions'))
    net.set(currency, (net.get(currency) ?? 0) + amount);
  const ledger = await readAll<LedgerRow>('/_sandbox/ledger', 1_000, (row) => row.payment_intent);
  return {
    intents: (await list<Intent>('payment_intents')).map((intent) => ({
      id: intent.id,
      orderId: intent.metadata.orderId ?? null,
      received: intent.amount_received,
      currency: intent.currency,
    })),
    refunds: (await list<IntentPart>('refunds')).map(withIntentId),
    disputes: (await list<IntentPart>('disputes')).map(withIntentId),
    balance: [...net].map(([currency, amount]) => ({ currency, amount })),
    ledger: ledger.map(ledgerLine),
  };
}

const withIntentId = ({ id, payment_intent: intentId, amount, status }: IntentPart) => ({
  ...{ id, intentId, amount, status },
});

function ledgerLine(row: LedgerRow): StripeLedgerLine {
  const failed = row.refunds.filter(({ status }) => status === 'failed');
  const { currency, captured, disputed, fees, net } = row;
  return {
    ...{ currency, captured, disputed, fees, net },
    intentId: row.payment_intent,
    orderId: row.order_id,
    refunded: row.refunded + row.refund_pending,
    refundsFailed: failed.reduce((sum, { amount }) => sum + amount, 0),
  };
}
