/** The first words of the subjects that each service handles or publishes. */
const wordsOf = {
  'auth-ms': ['auth', 'user', 'session'],
  'orders-ms': ['orders', 'order'],
  'payments-ms': [
    'payments',
    'create',
    'payment',
    'refund',
    'dispute',
    'fraud_warning',
    'review',
    'reconciliation',
  ],
  'products-ms': ['products', 'validate_products', 'stock'],
  'notifications-ms': ['notifications', 'webhooks'],
  'invoices-ms': ['invoices', 'invoice'],
  'shipping-ms': ['shipping', 'shipments', 'shipment', 'returns', 'return'],
  'insights-ms': ['insights'],
} as const;

/** A service that handles requests and publishes events. */
export type Service = keyof typeof wordsOf;

const serviceByWord = new Map<string, Service>(
  Object.entries(wordsOf).flatMap(([service, words]) => words.map((word) => [word, service as Service])),
);

/** The service of a subject; undefined for subjects that only tests declare. */
export const serviceOf = (subject: string): Service | undefined =>
  serviceByWord.get(subject.split('.')[0] ?? '');
