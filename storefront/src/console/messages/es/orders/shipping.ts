import type { Messages } from '../../en';

export const shipping: Messages['shipping'] = {
  title: 'Envíos',
  lead: 'Cada pedido muestra su paquete y sus devoluciones.',
  empty: 'Todavía no hay envíos',
  emptyLead: 'Cada pedido pagado con dirección recibe uno.',
  columns: {
    order: 'Pedido',
    status: 'Estado',
    to: 'Destino',
    carrier: 'Transportista',
    tracking: 'Número de seguimiento',
    problem: 'Qué espera',
    created: 'Creado',
  },
  filters: { status: 'Estado', orderId: 'Pedido (id)' },
};
