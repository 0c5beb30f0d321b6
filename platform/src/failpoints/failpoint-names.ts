/** What payments-ms says to Stripe on the path of an order, a refund or a dispute (reconciliation only reads); `stripe.<call>.before` and `.after` are points. */
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
 * Statements of a service's that are a commit of their own on the path of an order, a refund or a dispute, by the first part of its
 * consumers' names. What only reads, sweeps, or is written when something was wrong anyway is left out: see {@link isFailpoint}.
 */
const ownCommits: Readonly<Record<string, readonly string[]>> = {
  orders_ms: ['idempotency.claim', 'orders.open_session', 'orders.next_attempt', 'refunds.answer'],
  payments_ms: [
    'sessions.begin',
    'sessions.open',
    'sessions.replace',
    'sessions.end',
    'events.take',
    'events.finish',
    'refunds.take',
  ],
  products_ms: ['reservations.hold', 'reservations.extend'],
};

const commitSteps = ['commit.before', 'commit.after'] as const;

/**
 * The points that every service has, in the order in which an event passes them. `transaction.*`: a transaction that announces
 * events. `outbox.*`: a batch that the relay publishes. `webhook.store.*`: a request of Stripe's.
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

/** The points of one consumer, after its durable name: its commit, and its acknowledgement. */
const consumerSteps = ['commit.before', 'commit.after', 'ack.after'] as const;

export type ConsumerStep = (typeof consumerSteps)[number];

/** A place where a process can be told to fail. These names are stable. */
export type FailpointName =
  | (typeof ownPoints)[number]
  | `stripe.${StripeCall}.${'before' | 'after'}`
  | `${string}.${string}.${(typeof commitSteps)[number]}`
  | `${string}_ms_${string}.${ConsumerStep}`;

/** Every point; of the services that these consumers (durable names: `orders_ms_settle_order`) belong to also those of their own. */
export const failpointNames = (consumers: readonly string[] = []): FailpointName[] => [
  ...ownPoints,
  ...stripeCalls.flatMap((call) => [`stripe.${call}.before`, `stripe.${call}.after`] as const),
  ...Object.keys(ownCommits)
    .filter((service) => consumers.some((durable) => durable.startsWith(`${service}_`)))
    .flatMap((service) => ownCommits[service] ?? [])
    .flatMap((name) => commitSteps.map((step) => `${name}.${step}` as FailpointName)),
  ...consumers.flatMap((durable) => consumerSteps.map((step) => `${durable}.${step}` as FailpointName)),
];

const known: ReadonlySet<string> = new Set(failpointNames());
const ofConsumer = new RegExp(`^[a-z]\\w*_ms_\\w+\\.(${consumerSteps.join('|').replaceAll('.', '\\.')})$`);

/** `sessions.open.commit.before`: the name of any statement. One that never commits is never passed. */
const ofStatement = new RegExp(`^\\w+\\.\\w+\\.(${commitSteps.join('|').replaceAll('.', '\\.')})$`);

/**
 * Whether some process can reach a point of this name. Besides those that are listed, each named statement has two: around its own
 * commit, or around that of a transaction which announces nothing and which it is the last of.
 */
export const isFailpoint = (name: string): name is FailpointName =>
  known.has(name) || ofConsumer.test(name) || ofStatement.test(name);
