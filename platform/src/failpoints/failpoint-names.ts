/**
 * Stripe calls of payments-ms on the path of an order, a refund or a dispute. Each has
 * `stripe.<call>.before` and `.after`.
 */
const stripeCalls = [
  'create_session',
  'retrieve_session',
  'expire_session',
  'create_refund',
  'retrieve_refund',
  'retrieve_dispute',
] as const;

export type StripeCall = (typeof stripeCalls)[number];

/**
 * Autocommit statements on the path of an order, a refund, a dispute or a mail, by the prefix of the
 * service's consumer names. Other statements can be configured as well, see {@link isFailpoint}.
 */
export const failpointStatements: Readonly<Record<string, readonly string[]>> = {
  orders_ms: ['idempotency.claim', 'orders.open_session', 'payment_attempts.next', 'refunds.mark_submitted'],
  payments_ms: [
    'sessions.create',
    'sessions.open',
    'sessions.mark_replacing',
    'sessions.end',
    'events.claim',
    'events.finish',
    'refunds.claim',
  ],
  products_ms: ['reservations.reserve', 'reservations.extend'],
  notifications_ms: ['messages.claim', 'messages.mark_sent'],
  invoices_ms: ['documents.claim', 'documents.mark_stored'],
  shipping_ms: ['parcels.claim_due'],
};

const commitSteps = ['commit.before', 'commit.after'] as const;

/**
 * Failpoints of every service, in the order in which an event reaches them. `transaction.*`: a
 * transaction that publishes events. `outbox.*`: a batch of the relay. `webhook.store.*`: a webhook
 * request from Stripe.
 */
const ownPoints = [
  'transaction.commit.before',
  'transaction.commit.after',
  'outbox.publish.before',
  'outbox.publish.after',
  'outbox.mark.after',
  'outbox.commit.after',
  'webhook.store.before',
  'webhook.store.after',
] as const;

/** Failpoints of one consumer, after its durable name. */
const consumerSteps = ['commit.before', 'commit.after', 'ack.after'] as const;

export type ConsumerStep = (typeof consumerSteps)[number];

/** A place where a process can be made to fail. The names are stable. */
export type FailpointName =
  | (typeof ownPoints)[number]
  | `stripe.${StripeCall}.${'before' | 'after'}`
  | `${string}.${string}.${(typeof commitSteps)[number]}`
  | `${string}_ms_${string}.${ConsumerStep}`;

/**
 * All failpoints, with those of these consumers (durable names: `orders_ms_settle_order`) and of
 * the services they belong to.
 */
export const failpointNames = (consumers: readonly string[] = []): FailpointName[] => [
  ...ownPoints,
  ...stripeCalls.flatMap((call) => [`stripe.${call}.before`, `stripe.${call}.after`] as const),
  ...Object.keys(failpointStatements)
    .filter((service) => consumers.some((durable) => durable.startsWith(`${service}_`)))
    .flatMap((service) => failpointStatements[service] ?? [])
    .flatMap((name) => commitSteps.map((step) => `${name}.${step}` as FailpointName)),
  ...consumers.flatMap((durable) => consumerSteps.map((step) => `${durable}.${step}` as FailpointName)),
];

const known: ReadonlySet<string> = new Set(failpointNames());
const ofConsumer = new RegExp(`^[a-z]\\w*_ms_\\w+\\.(${consumerSteps.join('|').replaceAll('.', '\\.')})$`);

/**
 * `sessions.open.commit.before`: any statement. The failpoint of one that never commits is never
 * reached.
 */
const ofStatement = new RegExp(`^\\w+\\.\\w+\\.(${commitSteps.join('|').replaceAll('.', '\\.')})$`);

/**
 * Whether a failpoint of this name exists. Besides the listed ones, each statement has two: around
 * its own commit, or around the commit of a transaction that publishes no events and of which it is
 * the last statement.
 */
export const isFailpoint = (name: string): name is FailpointName =>
  known.has(name) || ofConsumer.test(name) || ofStatement.test(name);
