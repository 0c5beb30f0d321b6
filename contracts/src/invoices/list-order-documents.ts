import { rpc } from '../contract.js';
import { OrderNotFound } from '../orders/faults.js';
import { OrderRequest } from '../orders/order-request.js';
import { OrderDocuments } from './document-view.js';

export const ListOrderDocuments = rpc('invoices.list_of_order', {
  description:
    'The invoice, credit notes and debit notes of one order. Callers who may see the order may read them.',
  request: OrderRequest,
  reply: OrderDocuments,
  readOnly: true,
  access: 'anyone',
  callers: ['client-gateway'],
  faults: [OrderNotFound],
});
