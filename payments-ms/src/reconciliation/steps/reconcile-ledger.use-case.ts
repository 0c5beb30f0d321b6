import { Injectable } from '@nestjs/common';
import { ShopRepository } from '../../checkout/session.repository.js';
import {
  accountOf,
  balanceMovement,
  captureMovement,
  claimMovement,
  type Movement,
  NO_REFERENCE,
  unknownCaptureMovement,
} from '../../ledger/ledger.js';
import { LedgerRepository } from '../../ledger/ledger.repository.js';
import type { Span } from '../reconciliation.js';
import type { ReconciliationRun } from '../reconciliation-run.js';
import { type RecordedPayment, RecordedPaymentsRepository } from '../recorded-payments.repository.js';
import { StripeRecordsGateway, type StripeTransaction } from '../stripe-records.gateway.js';
import { OwnershipService } from './ownership.service.js';

/**
 * Compares the ledger with Stripe's balance transactions and posts missing ones. Those of other
 * shops on the account stay out of the ledger.
 */
@Injectable()
export class ReconcileLedgerUseCase {
  constructor(
    private readonly stripe: StripeRecordsGateway,
    private readonly recorded: RecordedPaymentsRepository,
    private readonly shop: ShopRepository,
    private readonly ledger: LedgerRepository,
    private readonly ownership: OwnershipService,
  ) {}

  async execute(run: ReconciliationRun, day: Span): Promise<void> {
    const compared = new Set<string>();
    for await (const page of this.stripe.transactions(day)) {
      await run.compared(day, 'transactions', page.length);
      for (const { id } of page) compared.add(id);
      await this.compare(run, await this.ofThisShop(run, page));
    }
    for await (const page of this.ledger.balanceEffectsBetween(day))
      for (const { key, amount, currency } of page) {
        // A transaction that Stripe made after its list was read may be posted already.
        if (currency === null || compared.has(key) || (await this.stripe.hasTransaction(key))) continue;
        run.addDifference(currency, -amount);
        run.unresolved(
          'ledger_differs',
          key,
          `${key}: the ledger has ${amount} ${currency}, Stripe has no such transaction`,
        );
      }
  }

  /** Payouts and fees of the account belong to no payment and are posted as they are. */
  private async ofThisShop(
    run: ReconciliationRun,
    page: readonly StripeTransaction[],
  ): Promise<StripeTransaction[]> {
    const ours = await this.ownership.oursByPayment(
      run,
      page.filter(({ ofPayment }) => ofPayment),
    );
    for (const line of page) if (line.ofPayment && !ours.has(line)) run.foreign('transactions', null);
    return page.filter((line) => !line.ofPayment || ours.has(line));
  }

  private async compare(run: ReconciliationRun, page: readonly StripeTransaction[]): Promise<void> {
    const payments = await this.recorded.payments(page.flatMap((line) => paymentIdOf(line) ?? []));
    await this.compareCaptures(run, page, payments);
    const posted = await this.ledger.balanceEffects(page.map(({ id }) => id));
    const missing: Movement[] = [];
    for (const line of page) {
      const { id, transaction, source } = line;
      const entry = posted.get(id);
      if (!transaction) {
        run.unresolved('ledger_differs', id, `${id}: Stripe's net is not its amount less its fee`);
        continue;
      }
      const { type, net, currency } = transaction;
      if (!entry) {
        missing.push(movementOf(line, transaction, payments));
        run.resolved(
          'unposted_transaction',
          id,
          `${id} (${type}${source ? ` of ${source}` : ''}): ${net} ${currency} was not in the ledger`,
        );
        if (!run.resolves) run.addDifference(currency, net);
      } else if (entry.amount !== net || (entry.currency ?? currency) !== currency) {
        run.addDifference(currency, net);
        run.addDifference(entry.currency ?? currency, -entry.amount);
        run.unresolved(
          'ledger_differs',
          id,
          `${id}: ${net} ${currency} at Stripe, ${entry.amount} ${entry.currency} in the ledger`,
        );
      }
    }
    if (run.resolves) await this.ledger.post(missing);
  }

  /** Each captured charge has a movement: of our payment, or as unknown until it has a payment. */
  private async compareCaptures(
    run: ReconciliationRun,
    page: readonly StripeTransaction[],
    payments: ReadonlyMap<string, RecordedPayment>,
  ): Promise<void> {
    const charges = page.flatMap(({ charge }) => charge ?? []);
    const orders = await this.shop.ordersWithSessions(charges.flatMap(({ orderId }) => orderId ?? []));
    const keys = charges.flatMap(({ paymentId: id }) => [`capture:${id}`, `unknown:${id}`, `claim:${id}`]);
    const posted = await this.ledger.balanceEffects(keys);
    const missing: Movement[] = [];
    for (const charge of charges) {
      const payment = payments.get(charge.paymentId);
      const unknown = posted.has(`unknown:${charge.paymentId}`);
      if (payment) {
        const about = { orderId: payment.orderId, paymentId: payment.id };
        if (!posted.has(`capture:${payment.id}`)) {
          missing.push(captureMovement({ ...payment, at: payment.paidAt }, about));
          run.resolved(
            'unposted_capture',
            payment.id,
            `${payment.id} of order ${payment.orderId} was not in the ledger`,
          );
        }
        if (unknown && !posted.has(`claim:${payment.id}`))
          missing.push(claimMovement({ ...payment, amount: charge.amount, at: charge.at }, about));
      } else if (!unknown && !orders.has(charge.orderId ?? ''))
        missing.push(unknownCaptureMovement({ ...charge, id: charge.paymentId }));
    }
    if (run.resolves) await this.ledger.post(missing);
  }
}

const paymentIdOf = ({ charge, paymentId }: StripeTransaction): string | null =>
  charge?.paymentId ?? paymentId;

function movementOf(
  line: StripeTransaction,
  transaction: NonNullable<StripeTransaction['transaction']>,
  payments: ReadonlyMap<string, RecordedPayment>,
): Movement {
  const payment = payments.get(paymentIdOf(line) ?? '');
  const about = payment ? { orderId: payment.orderId, paymentId: payment.id } : NO_REFERENCE;
  return balanceMovement(transaction, accountOf(transaction.type, line.source), about, line.presented);
}
