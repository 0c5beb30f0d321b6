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
export type CrashPointName =
  | (typeof ownPoints)[number]
  | `stripe.${StripeCall}.${'before' | 'after'}`
  | `${string}_ms_${string}.${ConsumerStep}`;

/** Every point, those of the consumers with these durable names (`orders_ms_settle_order`) among them. */
export const crashPointNames = (consumers: readonly string[] = []): CrashPointName[] => [
  ...ownPoints,
  ...stripeCalls.flatMap((call) => [`stripe.${call}.before`, `stripe.${call}.after`] as const),
  ...consumers.flatMap((durable) => consumerSteps.map((step) => `${durable}.${step}` as CrashPointName)),
];

const known: ReadonlySet<string> = new Set(crashPointNames());
const ofConsumer = new RegExp(`^[a-z]\\w*_ms_\\w+\\.(${consumerSteps.join('|').replaceAll('.', '\\.')})$`);

/** Whether some process can reach a point of this name. */
export const isCrashPoint = (name: string): name is CrashPointName =>
  known.has(name) || ofConsumer.test(name);
