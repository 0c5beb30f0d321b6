import type { Core } from '../../core.js';
import { balance } from '../../money/balance.js';
import { renderBalanceTransaction } from '../../objects/balance-transaction.js';
import type { Collection } from '../../store/collection.js';
import type { TransactionRecord } from '../../store/records.js';
import { noSuch } from '../api-error.js';
import type { Endpoints } from '../endpoint.js';
import { createdSpan, LIST, listPage, only } from './list.js';
import { RANGE, type Shape } from '../shape.js';

const RETRIEVE: Shape = { expand: 'list' };
const FILTERS: Shape = {
  ...LIST,
  created: RANGE,
  currency: 'value',
  source: 'value',
  type: 'value',
  payout: 'refused',
};

/** `/v1/balance` and `/v1/balance_transactions` */
export function balanceRoutes(core: Core, endpoints: Endpoints): void {
  const rows = core.store.rows.transaction;
  endpoints.get('/balance', RETRIEVE, () => balance(core));
  endpoints.get('/balance_transactions/:id', RETRIEVE, (_params, id) => {
    const transaction = rows.get(id);
    if (!transaction) throw noSuch('balance_transaction', id);
    return renderBalanceTransaction(transaction, core.seconds);
  });
  endpoints.get('/balance_transactions', FILTERS, (params, _id, form) => {
    const [source, type] = [params.text('source'), params.text('type')];
    const currency = params.text('currency')?.toLowerCase();
    return listPage(source ? movementsOf(core, source) : rows, params, {
      what: 'balance_transaction',
      url: '/v1/balance_transactions',
      created: createdSpan(params, form['created']),
      keep: (row) => (!type || row.type === type) && (!currency || row.currency === currency),
      render: (row) => renderBalanceTransaction(row, core.seconds),
    });
  });
}

/** The balance transactions of one charge, refund or dispute, oldest first. */
function movementsOf(core: Core, source: string): Collection<TransactionRecord> {
  const { charge, refund, dispute, transaction } = core.store.rows;
  const given = refund.get(source);
  const ids = [
    charge.get(source)?.balanceTransaction,
    given?.balanceTransaction,
    given?.failure?.balanceTransaction,
    ...(dispute.get(source)?.movements.map(({ id }) => id) ?? []),
  ];
  return only(...ids.map((id) => (id ? transaction.get(id) : undefined)));
}
