/** The mails to shoppers about their orders. */
export const orderKinds = [
  'order_confirmation',
  'payment_received',
  'payment_failed',
  'payment_reminder',
  'order_shipped',
  'order_delivered',
  'return_label',
  'order_refunded',
  'order_cancelled',
] as const;

/** The mails to the owners of accounts. */
export const accountKinds = [
  'welcome',
  'verify_email',
  'registration_attempted',
  'login_alert',
  'password_reset',
  'password_changed',
  'email_change',
  'email_change_notice',
  'email_changed',
  'account_deleted',
] as const;

/** The mails to staff. */
export const staffKinds = [
  'stock_low',
  'dispute_opened',
  'fraud_warning',
  'review_opened',
  'refund_failed',
  'shipment_action_required',
  'dead_letter',
  'reconciliation_difference',
  'webhook_endpoint_disabled',
] as const;

export type OrderKind = (typeof orderKinds)[number];
export type AccountKind = (typeof accountKinds)[number];
export type StaffKind = (typeof staffKinds)[number];
export type MessageKind = OrderKind | AccountKind | StaffKind;

export const channels = ['email', 'sms', 'push'] as const;
export type ChannelName = (typeof channels)[number];

/** The mails that carry a one-time token, which is read when they are sent. */
export const tokenKinds: readonly MessageKind[] = ['verify_email', 'password_reset', 'email_change'];

/** The mails with a link at which the order can be paid. */
export const payKinds: readonly MessageKind[] = ['order_confirmation', 'payment_failed', 'payment_reminder'];

/** Messages that customers can also get by SMS and push. */
export const parcelKinds: readonly MessageKind[] = ['order_shipped', 'order_delivered'];

export const isOrderKind = (kind: MessageKind): kind is OrderKind =>
  (orderKinds as readonly string[]).includes(kind);

/** A mail to the owner of an account that still exists. */
export const isAccountMail = (kind: MessageKind): boolean =>
  (accountKinds as readonly string[]).includes(kind) && kind !== 'account_deleted';

export const isStaffKind = (kind: MessageKind): kind is StaffKind =>
  (staffKinds as readonly string[]).includes(kind);

/** Values for a template. Times are ISO 8601; money is minor units with a currency. */
export type MessageData = Readonly<Record<string, string | number | null>>;

/** The event that a message tells of. */
export interface Origin {
  readonly id: string;
  readonly correlationId: string;
  /** ISO 8601. */
  readonly occurredAt: string;
}

/** An event that was consumed. */
export interface ConsumedEvent<Payload> extends Origin {
  readonly event: Payload;
}

/** A message as an event asks for it. */
export interface MessageDraft {
  readonly kind: MessageKind;
  /** Default: email. */
  readonly channel?: ChannelName;
  /** What it is about: one message per kind, subject, channel and recipient, however often the event arrives. */
  readonly subjectId: string;
  readonly origin: Origin;
  readonly orderId?: string;
  readonly accountId?: string;
  /** Of accounts and staff. The recipient of an order's mail is read when it is sent. */
  readonly email?: string;
  readonly data?: MessageData;
  /** ISO 8601: not sent after this time. */
  readonly expiresAt?: string;
}

/** A message that is claimed and about to be sent. */
export interface QueuedMessage {
  readonly id: string;
  readonly kind: MessageKind;
  readonly subjectId: string;
  readonly channel: ChannelName;
  /** Null: not yet known. */
  readonly recipient: string | null;
  readonly audience: string;
  readonly orderId: string | null;
  readonly accountId: string | null;
  readonly data: MessageData;
  readonly attempts: number;
  readonly resends: number;
  readonly expiresAt: Date | null;
  readonly occurredAt: Date;
  readonly correlationId: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The pause after each failed attempt: a mailbox that is refused for a day gets its mail on the
 * second. After the last attempt the message has failed.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
];

/** Milliseconds until the next attempt; undefined when there is none. */
export const retryDelayMs = (failedAttempts: number): number | undefined =>
  RETRY_DELAYS_MS[failedAttempts - 1];
