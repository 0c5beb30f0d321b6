import {
  Assignment,
  Cancellation,
  ChangePasswordRequest,
  ConfirmEmailChangeRequest,
  CreateOrderRequest,
  CreateProductRequest,
  DeleteAccountRequest,
  Discarding,
  LoginRequest,
  type MessageClass,
  ProductChanges,
  Refunding,
  RegisterRequest,
  RequestEmailChangeRequest,
  RequestPasswordResetRequest,
  ResetPasswordRequest,
  RoleGrant,
  StatusChange,
  StockAdjustment,
  UpdateProfileRequest,
  VerifyEmailRequest,
} from '@orderwire/contracts';
import { ReplayRequest } from '../admin/operations-messages.js';
import { RefreshBody } from '../auth/session-response.js';

/** Stands in the examples until a product on sale takes its place. */
export const EXAMPLE_PRODUCT_ID = '019a0000-0000-7000-8000-000000000001';

/** Bodies that work when they are pasted. */
const examples = new Map<MessageClass<object>, object>();

/** An example must be a message of its class; the compiler holds it to that. */
function example<T extends object>(message: MessageClass<T>, body: T): void {
  examples.set(message, body);
}

example(CreateProductRequest, {
  name: 'Walnut desk organiser',
  description: 'Oiled by hand, with a groove for pens.',
  prices: [
    { currency: 'usd', amount: 4900 },
    { currency: 'eur', amount: 4500 },
    { currency: 'jpy', amount: 7400 },
    { currency: 'kwd', amount: 15050 },
  ],
  stock: 25,
  lowThreshold: 5,
});
example(ProductChanges, { prices: [{ currency: 'usd', amount: 4400 }], lowThreshold: 10 });
example(StockAdjustment, { delta: 10, reason: 'Delivery 2026-117' });
example(CreateOrderRequest, {
  items: [{ productId: EXAMPLE_PRODUCT_ID, quantity: 2 }],
  currency: 'usd',
  email: 'ada@example.com',
  shippingAddress: {
    name: 'Ada Lovelace',
    line1: '12 St James’s Square',
    city: 'London',
    postalCode: 'SW1Y 4JH',
    country: 'GB',
  },
});
example(Cancellation, { reason: 'Ordered twice by mistake' });
example(Refunding, { amount: 500, reason: 'requested_by_customer', note: 'The handle was chipped' });
example(StatusChange, { status: 'SHIPPED', reason: 'Handed to the carrier' });

const password = 'correct-horse-battery';
const token = 'the-token-that-the-mail-carried';
example(RegisterRequest, { name: 'Ada Lovelace', email: 'ada@example.com', password });
example(LoginRequest, { email: 'customer@orderwire.example', password: 'demo-customer-2026' });
example(RefreshBody, { refreshToken: 'the-refresh-token-of-the-last-answer' });
example(UpdateProfileRequest, { name: 'Ada King', phone: '+442079460000', locale: 'en-GB' });
example(DeleteAccountRequest, { password });
example(ChangePasswordRequest, { currentPassword: password, newPassword: 'staple-battery-horse' });
example(RequestPasswordResetRequest, { email: 'ada@example.com' });
example(ResetPasswordRequest, { token, newPassword: 'staple-battery-horse' });
example(VerifyEmailRequest, { token });
example(RequestEmailChangeRequest, { newEmail: 'ada.king@example.com', password });
example(ConfirmEmailChangeRequest, { token });
example(RoleGrant, { role: 'staff' });
example(Discarding, { reason: 'A load test made it' });
example(ReplayRequest, { from: '2026-01-31T00:00:00Z', to: '2026-02-01T00:00:00Z', dryRun: true });
example(Assignment, { assigneeId: null });

/** The example body of a message, where there is one. */
export const exampleOf = (message: MessageClass<object>): object | undefined => examples.get(message);
