import { Injectable } from '@nestjs/common';
import {
  accountOf,
  captured,
  claimed,
  type Movement,
  nobody,
  settled,
  unknownMoney,
} from '../domain/ledger.js';
import type { Span } from '../domain/reconciliation.js';
import { LedgerRepository } from '../outbound/ledger.repository.js';
import { type OurPayment, ReconcileRepository } from '../outbound/reconcile.repository.js';
import { type BookedTransaction, StripeBooks } from '../outbound/stripe-books.js';
import type { ReconciliationRun } from './reconciliation-run.js';

/** Our account book against Stripe's, transaction by transaction. Nothing that is posted is changed. */
@Injectable()
export class ReconcileLedger {
  constructor(
    private readonly books: StripeBooks,
    private readonly known: ReconcileRepository,
    private readonly ledger: LedgerRepository,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    const seen = new Set<string>();
    for await (const page of this.books.transactions(day)) {
      await run.looked(day, 'transactions', page.length);
      for (const { id } of page) seen.add(id);
      await this.compare(run, page);
    }
    for await (const page of this.ledger.heldBetween(day))
      for (const { key, amount, currency } of page) {
        // What Stripe did while its list was read is not in the list, and may stand in the account book already.
        if (currency === null || seen.has(key) || (await this.books.hasTransaction(key))) continue;
        run.differs(currency, -amount);
        run.cannotMend(
          'ledger_differs',
          `${key}: the account book has ${amount} ${currency}, Stripe has no such transaction`,
        );
      }
  }

  private async compare(run: ReconciliationRun, page: readonly BookedTransaction[]): Promise<void> {
    const ours = await this.known.payments(page.flatMap((line) => paymentIdOf(line) ?? []));
    await this.captures(run, page, ours);
    const held = await this.ledger.held(page.map(({ id }) => id));
    const missing: Movement[] = [];
    for (const line of page) {
      const { id, transaction } = line;
      const there = held.get(id);
      if (!transaction) {
        run.cannotMend('ledger_differs', `${id}: Stripe's own net is not its amount less its fee`);
      } else if (!there) {
        missing.push(movementOf(line, transaction, ours));
        const text = `${id} (${transaction.type} of ${line.source ?? 'nothing'}): ${transaction.net} ${transaction.currency}`;
        run.mended('unposted_transaction', `${text} was not in the account book`);
        if (!run.heals) run.differs(transaction.currency, transaction.net);
      } else if (
        there.amount !== transaction.net ||
        (there.currency ?? transaction.currency) !== transaction.currency
      ) {
        run.differs(transaction.currency, transaction.net);
        run.differs(there.currency ?? transaction.currency, -there.amount);
        run.cannotMend(
          'ledger_differs',
          `${id}: ${transaction.net} ${transaction.currency} at Stripe, ${there.amount} ${there.currency} in the account book`,
        );
      }
    }
    if (run.heals) await this.ledger.add(missing);
  }

  /** Each captured charge has its other side in the account book: a payment of ours, or money that is nobody's until it is. */
  private async captures(
    run: ReconciliationRun,
    page: readonly BookedTransaction[],
    ours: ReadonlyMap<string, OurPayment>,
  ): Promise<void> {
    const charges = page.flatMap(({ charge }) => charge ?? []);
    const orders = await this.known.knownOrders(charges.flatMap(({ orderId }) => orderId ?? []));
    const keys = charges.flatMap(({ paymentId: id }) => [`capture:${id}`, `unknown:${id}`, `claim:${id}`]);
    const posted = await this.ledger.held(keys);
    const missing: Movement[] = [];
    for (const charge of charges) {
      const payment = ours.get(charge.paymentId);
      const [mine, nobodys] = [
        posted.has(`capture:${charge.paymentId}`),
        posted.has(`unknown:${charge.paymentId}`),
      ];
      if (payment) {
        const about = { orderId: payment.orderId, paymentId: payment.id };
        if (!mine) {
          missing.push(captured({ ...payment, at: payment.paidAt }, about));
          run.mended(
            'unposted_capture',
            `${payment.id} of order ${payment.orderId} was not in the account book`,
          );
        }
        if (nobodys && !posted.has(`claim:${payment.id}`))
          missing.push(claimed({ ...payment, amount: charge.amount, at: charge.at }, about));
      } else if (!nobodys && !orders.has(charge.orderId ?? ''))
        missing.push(unknownMoney({ ...charge, id: charge.paymentId }));
    }
    if (run.heals) await this.ledger.add(missing);
  }
}

const paymentIdOf = ({ charge, paymentId }: BookedTransaction): string | null =>
  charge?.paymentId ?? paymentId;

function movementOf(
  line: BookedTransaction,
  transaction: NonNullable<BookedTransaction['transaction']>,
  ours: ReadonlyMap<string, OurPayment>,
): Movement {
  const payment = ours.get(paymentIdOf(line) ?? '');
  const about = payment ? { orderId: payment.orderId, paymentId: payment.id } : nobody;
  return settled(transaction, accountOf(transaction.type, line.source), about, line.presented);
}
