import type { FastifyInstance } from 'fastify';
import type { Core } from '../../core.js';
import { accountOf } from '../../ledger/account.js';
import { totals } from '../../ledger/totals.js';
import { noSuch } from '../api-error.js';
import type { Form } from '../form.js';
import { Params } from '../params.js';
import { checkShape } from '../shape.js';

const MOST = 1000;

/** `/_sandbox/ledger`: the sandbox's own ledger for audits, oldest first, in pages. */
export function ledgerControlRoutes(app: FastifyInstance, core: Core): void {
  const rows = core.store.rows.intent;
  app.get('/ledger', async (request) => {
    const form = request.query as Form;
    checkShape(form, { limit: 'value', starting_after: 'value' });
    const params = new Params(form);
    const limit = params.integer('limit', 1, MOST) ?? MOST;
    const after = params.text('starting_after');
    const start = after === undefined ? 0 : (rows.position(after) ?? -2) + 1;
    if (start < 0) throw noSuch('payment_intent', after ?? '', 'starting_after', 400);
    const data = [];
    for (let position = start; data.length < limit; position++) {
      const intent = rows.at(position);
      if (!intent) break;
      data.push(accountOf(core, intent));
    }
    return { data, has_more: start + data.length < rows.size };
  });
  app.get('/ledger/totals', async () => ({ data: totals(core) }));
}
