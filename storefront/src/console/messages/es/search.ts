import type { Messages } from '../en';

export const search: Messages['search'] = {
  open: 'Buscar',
  title: 'Buscar',
  label: 'Pedido, correo, sesión, cargo, cuenta…',
  hint: 'El número de un pedido, su id o el comienzo del id, un correo, un número de seguimiento, un id de correlación, un id de Stripe (cs_, pi_, ch_, re_, dp_) o el nombre de una cuenta.',
  tooShort: 'Escribe al menos 3 caracteres.',
  none: (text) => `No hay resultados para «${text}».`,
  results: 'Resultados',
  groups: { orders: 'Pedidos', payments: 'Pagos', accounts: 'Cuentas' },
  matches: {
    id: 'id del pedido',
    email: 'correo',
    refund: 'reembolso',
    tracking_number: 'número de seguimiento',
    correlation_id: 'id de correlación',
    related: 'relacionado',
  },
  kinds: {
    session: 'Sesión de pago',
    intent: 'Pago',
    charge: 'Cargo',
    refund: 'Reembolso',
    dispute: 'Disputa',
  },
  accountStatuses: { disabled: 'Desactivada', deleted: 'Eliminada' },
  unavailable: (services) => `Sin los resultados de ${services}: no responde en este momento.`,
  keys: 'Arriba y abajo para elegir, Intro para abrir',
};
