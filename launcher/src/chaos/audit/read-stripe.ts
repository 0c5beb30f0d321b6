import type { StripeBooks } from './books.js';

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
interface BalanceTransaction {
  id: string;
  currency: string;
  net: number;
}

/** Reads Stripe's books by its API, page by page. */
export async function readStripe(url: string, secret: string): Promise<StripeBooks> {
  const all = async <Row extends { id: string }>(what: string): Promise<Row[]> => {
    const rows: Row[] = [];
    for (;;) {
      const after = rows.at(-1);
      const query = `limit=100${after ? `&starting_after=${after.id}` : ''}`;
      const answer = await fetch(`${url}/v1/${what}?${query}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      if (!answer.ok) throw new Error(`Stripe answered ${answer.status} when asked for ${what}`);
      const page = (await answer.json()) as { data: Row[]; has_more: boolean };
      rows.push(...page.data);
      if (!page.has_more) return rows;
    }
  };
  const net = new Map<string, number>();
  for (const { currency, net: amount } of await all<BalanceTransaction>('balance_transactions'))
    net.set(currency, (net.get(currency) ?? 0) + amount);
  return {
    intents: (await all<Intent>('payment_intents')).map((intent) => ({
      id: intent.id,
      orderId: intent.metadata.orderId ?? null,
      received: intent.amount_received,
      currency: intent.currency,
    })),
    refunds: (await all<Refund>('refunds')).map(({ id, payment_intent: intentId, amount, status }) => ({
      id,
      intentId,
      amount,
      status,
    })),
    balance: [...net].map(([currency, amount]) => ({ currency, amount })),
  };
}
