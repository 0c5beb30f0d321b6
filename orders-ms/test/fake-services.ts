import type { NatsConnection } from '@nats-io/transport-node';
import {
  CreatePaymentSession,
  type CreatePaymentSessionRequest,
  ExpirePaymentSession,
  GetUser,
  type GetUserRequest,
  type PaymentSessionView,
  ProductsNotSellable,
  RefundPayment,
  type RefundPaymentRequest,
  type RefundView,
  UserNotFound,
  type UserView,
  ValidateProducts,
  type ValidateProductsReply,
  type ValidateProductsRequest,
} from '@orderwire/contracts';
import { FakeAnswer } from './fake-service.js';

export const mug = '0190a000-0000-7000-8000-000000000001';
export const lamp = '0190a000-0000-7000-8000-000000000002';
export const yacht = '0190a000-0000-7000-8000-000000000003';
export const sticker = '0190a000-0000-7000-8000-000000000004';

const catalogue = new Map([
  [mug, { name: 'Mug', unitAmount: 1_250, imageUrl: 'https://img.test/mug.png' }],
  [lamp, { name: 'Lamp', unitAmount: 4_999, imageUrl: null }],
  [yacht, { name: 'Yacht', unitAmount: 99_999_999, imageUrl: null }],
  [sticker, { name: 'Sticker', unitAmount: 0, imageUrl: null }],
]);

/** Accounts by id, as auth-ms shows them to staff. */
export const fakeAccounts = (
  nats: NatsConnection,
  accounts: ReadonlyMap<string, Pick<UserView, 'role' | 'status'>>,
) =>
  new FakeAnswer(nats, GetUser, ({ userId }: GetUserRequest): UserView => {
    const account = accounts.get(userId);
    if (!account) throw UserNotFound({ userId });
    const rest = { name: 'Somebody', email: null, emailVerified: true, createdAt: new Date().toISOString() };
    return { id: userId, ...rest, ...account };
  });

/** A catalogue with four products and no end of stock. */
export const fakeProducts = (nats: NatsConnection) =>
  new FakeAnswer(
    nats,
    ValidateProducts,
    ({ items, currency }: ValidateProductsRequest): ValidateProductsReply => {
      const missing = items.filter(({ productId }) => !catalogue.has(productId));
      if (missing.length > 0)
        throw ProductsNotSellable({
          products: missing.map(({ productId }) => ({ productId, reason: 'not_found' })),
        });
      return { currency, items: items.map((item) => ({ ...item, ...catalogue.get(item.productId)! })) };
    },
  );

/** The session that the fake payments-ms gives for an attempt: the same one again for the same attempt. */
export const sessionId = (orderId: string, attempt = 1): string => `cs_${orderId}_${attempt}`;

export const fakeSessions = (nats: NatsConnection) =>
  new FakeAnswer(
    nats,
    CreatePaymentSession,
    ({ orderId, attempt, expiresAt }: CreatePaymentSessionRequest): PaymentSessionView => ({
      id: sessionId(orderId, attempt),
      url: `http://checkout.test/${orderId}/${attempt}`,
      successUrl: 'http://shop.test/success',
      cancelUrl: 'http://shop.test/cancel',
      expiresAt,
    }),
  );

export const fakeExpiry = (nats: NatsConnection) =>
  new FakeAnswer(nats, ExpirePaymentSession, () => ({ expired: true }));

/** A payments-ms that takes every refund of an order of 25 dollars. */
export const fakeRefunds = (nats: NatsConnection) =>
  new FakeAnswer(
    nats,
    RefundPayment,
    ({ orderId, refundId, amount = 2_500, reason }: RefundPaymentRequest): RefundView => ({
      ...{ id: refundId, orderId, amount, reason },
      paymentId: `pi_${orderId}`,
      currency: 'usd',
      status: 'pending',
      automatic: false,
      failure: null,
      requestedAt: new Date().toISOString(),
    }),
  );
