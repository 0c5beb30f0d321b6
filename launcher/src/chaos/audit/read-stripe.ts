import type { StripeAccount, StripeBooks } from './books.js';

interface Intent {
  id: string;
  amount_received: number;
  currency: string;
  metadata: { orderId?: string };
}
interface Refund {
  id: string;
  payment_intent: string;
  amount: number;
  status: string;
}
interface Dispute {
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

interface LedgerLine {
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

/** Reads Stripe's books page by page: what its API says, and the sandbox's own ledger. */
export async function readStripe(url: string, secret: string): Promise<StripeBooks> {
  const all = async <Row>(path: string, limit: number, nameOf: (row: Row) => string): Promise<Row[]> => {
    const rows: Row[] = [];
    for (;;) {
      const last = rows.at(-1);
      const query = `limit=${limit}${last ? `&starting_after=${nameOf(last)}` : ''}`;
      const headers = { authorization: `Bearer ${secret}` };
      const answer = await fetch(`${url}${path}?${query}`, { headers });
      if (!answer.ok) throw new Error(`Stripe answered ${answer.status} when asked for ${path}`);
      const page = (await answer.json()) as Page<Row>;
      rows.push(...page.data);
      if (!page.has_more) return rows;
    }
  };
  const list = <Row extends { id: string }>(what: string) => all<Row>(`/v1/${what}`, 100, ({ id }) => id);
  const net = new Map<string, number>();
  for (const { currency, net: amount } of await list<BalanceTransaction>('balance_transactions'))
    net.set(currency, (net.get(currency) ?? 0) + amount);
  return {
    intents: (await list<Intent>('payment_intents')).map((intent) => ({
      id: intent.id,
      orderId: intent.metadata.orderId ?? null,
      received: intent.amount_received,
      currency: intent.currency,
    })),
    refunds: (await list<Refund>('refunds')).map(aboutIntent),
    disputes: (await list<Dispute>('disputes')).map(aboutIntent),
    balance: [...net].map(([currency, amount]) => ({ currency, amount })),
    ledger: (await all<LedgerLine>('/_sandbox/ledger', 1_000, (line) => line.payment_intent)).map(accountOf),
  };
}

const aboutIntent = ({ id, payment_intent: intentId, amount, status }: Refund | Dispute) => ({
  ...{ id, intentId, amount, status },
});

function accountOf(line: LedgerLine): StripeAccount {
  const failed = line.refunds.filter(({ status }) => status === 'failed');
  return {
    intentId: line.payment_intent,
    orderId: line.order_id,
    currency: line.currency,
    captured: line.captured,
    returned: line.refunded + line.refund_pending,
    refused: failed.reduce((sum, { amount }) => sum + amount, 0),
    disputed: line.disputed,
    fees: line.fees,
    net: line.net,
  };
}
