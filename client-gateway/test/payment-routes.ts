/** A route: method, path, body, status, and the RPC that it sends. */
type RouteCase = [
  method: string,
  path: string,
  body: undefined,
  status: number,
  subject: string,
  request: object,
];

/** The routes of payments, reservations and reconciliation. */
export const paymentRoutes = (id: string): RouteCase[] => [
  [
    'GET',
    '/payments?state=disputed&currency=EUR&minAmount=100&limit=5',
    undefined,
    200,
    'payments.list',
    { state: 'disputed', currency: 'eur', minAmount: 100, limit: 5 },
  ],
  ['GET', '/payments/pi_1', undefined, 200, 'payments.get', { paymentId: 'pi_1' }],
  ['GET', '/payments/ledger?account=fees', undefined, 200, 'payments.list_ledger', { account: 'fees' }],
  ['GET', `/orders/${id}/payments`, undefined, 200, 'payments.list_of_order', { orderId: id }],
  ['GET', '/operations/reconciliation', undefined, 200, 'payments.get_reconciliation', {}],
  [
    'GET',
    '/operations/reconciliation/differences?state=resolved',
    undefined,
    200,
    'payments.list_differences',
    { state: 'resolved' },
  ],
  ['POST', '/operations/reconciliation/run', undefined, 202, 'payments.start_reconciliation', {}],
  ['GET', '/reservations?state=held', undefined, 200, 'products.list_reservations', { state: 'held' }],
];
