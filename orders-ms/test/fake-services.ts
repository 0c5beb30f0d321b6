import {
  type CreatePaymentSessionRequest,
  GetUser,
  type PaymentSessionView,
  ProductsNotSellable,
  type RefundPaymentRequest,
  type RefundView,
  UserNotFound,
  type ValidatedProduct,
  type UserView,
  type ValidateProductsReply,
  type ValidateProductsRequest,
} from '@orderwire/contracts';
import type { NatsLink } from '@orderwire/platform';
import { FakeService } from '@orderwire/test-kit';

export const mug = '0190a000-0000-7000-8000-000000000001';
export const lamp = '0190a000-0000-7000-8000-000000000002';
export const yacht = '0190a000-0000-7000-8000-000000000003';
export const book = '0190a000-0000-7000-8000-000000000005';
export const sticker = '0190a000-0000-7000-8000-000000000004';

const catalogue = new Map<string, Pick<ValidatedProduct, 'name' | 'unitAmount' | 'imageUrl' | 'taxClass'>>([
  [mug, { name: 'Mug', unitAmount: 1_250, imageUrl: 'https://img.test/mug.png' }],
  [lamp, { name: 'Lamp', unitAmount: 4_999, imageUrl: null }],
  [yacht, { name: 'Yacht', unitAmount: 99_999_999, imageUrl: null }],
  [book, { name: 'Book', unitAmount: 2_000, imageUrl: null, taxClass: 'reduced' }],
  [sticker, { name: 'Sticker', unitAmount: 0, imageUrl: null }],
]);

/** Default reply of products-ms: five products with unlimited stock. */
export function reserveStock({ items, currency }: ValidateProductsRequest): ValidateProductsReply {
  const missing = items.filter(({ productId }) => !catalogue.has(productId));
  if (missing.length > 0)
    throw ProductsNotSellable({
      products: missing.map(({ productId }) => ({ productId, reason: 'not_found' })),
    });
  return { currency, items: items.map((item) => ({ ...item, ...catalogue.get(item.productId)! })) };
}

/** Id of the payment session of an attempt. */
export const sessionId = (orderId: string, attempt = 1): string => `cs_${orderId}_${attempt}`;

/** Default reply of payments-ms: the same session for the same attempt. */
export const openSession = ({
  orderId,
  attempt,
  expiresAt,
}: CreatePaymentSessionRequest): PaymentSessionView => ({
  id: sessionId(orderId, attempt),
  url: `http://checkout.test/${orderId}/${attempt}`,
  successUrl: 'http://shop.test/success',
  cancelUrl: 'http://shop.test/cancel',
  expiresAt,
});

/** Default reply of payments-ms: accepts every refund of an order of 25 dollars. */
export const acceptRefund = ({
  orderId,
  refundId,
  amount = 2_500,
  reason,
}: RefundPaymentRequest): RefundView => ({
  id: refundId,
  orderId,
  amount,
  reason,
  paymentId: `pi_${orderId}`,
  currency: 'usd',
  status: 'pending',
  automatic: false,
  failure: null,
  requestedAt: new Date().toISOString(),
});

/** An auth-ms with these accounts, by id. */
export const fakeAccounts = (
  link: NatsLink,
  accounts: ReadonlyMap<string, Pick<UserView, 'role' | 'status'>>,
): FakeService =>
  new FakeService(link).serve(GetUser, ({ userId }) => {
    const account = accounts.get(userId);
    if (!account) throw UserNotFound({ userId });
    const profile = { name: 'Ada', email: null, emailVerified: true, createdAt: new Date().toISOString() };
    return { id: userId, ...profile, ...account };
  });
