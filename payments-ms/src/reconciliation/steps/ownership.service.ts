import type { ShopRepository } from '../../checkout/session.repository.js';
import type { ReconciliationRun } from '../reconciliation-run.js';
import type { RecordedPaymentsRepository } from '../recorded-payments.repository.js';
import type { StripeRecordsGateway } from '../stripe-records.gateway.js';

/** What the metadata of an object, or of its payment, say about its owner. */
interface Claim {
  /** `pi_…`, or the charge's id if it has no payment intent. */
  readonly paymentId: string | null;
  readonly orderId: string | null;
  readonly shop: string | null;
}

/**
 * Several shops may share an account. An object is ours if it has our marker, or if its order or
 * payment is stored here; all others are foreign.
 */
export class OwnershipService {
  constructor(
    private readonly stripe: StripeRecordsGateway,
    private readonly recorded: RecordedPaymentsRepository,
    private readonly shop: ShopRepository,
  ) {}

  /** Returns the objects that are ours. */
  async ours<T extends Claim>(objects: readonly T[]): Promise<ReadonlySet<T>> {
    const shop = await this.shop.id();
    const unmarked = objects.filter((one) => one.shop !== shop);
    const payments = await this.recorded.payments(unmarked.flatMap(({ paymentId }) => paymentId ?? []));
    const unknown = unmarked.filter(({ paymentId }) => !payments.has(paymentId ?? ''));
    const orders = await this.shop.ordersWithSessions(unknown.flatMap(({ orderId }) => orderId ?? []));
    const foreign = new Set(unknown.filter(({ orderId }) => !orders.has(orderId ?? '')));
    return new Set(objects.filter((one) => !foreign.has(one)));
  }

  /**
   * Like {@link ours}, for objects that may not have the metadata of their payment. Retrieves the
   * payment if the run has not compared it yet.
   */
  async oursByPayment<T extends Claim>(
    run: ReconciliationRun,
    objects: readonly T[],
  ): Promise<ReadonlySet<T>> {
    const ours = new Set(await this.ours(objects));
    for (const one of objects)
      if (!ours.has(one) && one.paymentId && !run.isForeign(one.paymentId)) {
        const metadata = await this.stripe.metadataOf(one.paymentId);
        const claim = { ...metadata, paymentId: one.paymentId };
        if ((await this.ours([claim])).size > 0) ours.add(one);
        else run.rememberForeign(one.paymentId);
      }
    return ours;
  }
}
