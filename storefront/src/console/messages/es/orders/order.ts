import { formatNumber, plural } from '../../../../i18n/format';
import type { Messages } from '../../en';

const reason = (because: string | undefined) => (because ? ` Motivo: ${because.replace(/[.!]?$/, '.')}` : '');

export const order: Messages['order'] = {
  title: (id) => `Pedido ${id}`,
  back: 'Todos los pedidos',
  notFound: 'Este pedido no existe',
  notFoundLead: 'Puede que el id esté incompleto. Búscalo con Ctrl K.',
  why: {
    PENDING: '¿Por qué está pendiente?',
    PAID: '¿Qué pasa ahora?',
    SHIPPED: '¿Dónde está?',
    DELIVERED: '¿Queda algo por hacer?',
    CANCELLED: '¿Por qué está cancelado?',
    REFUNDED: '¿Por qué está reembolsado?',
  },
  standing: {
    awaiting_payment: ({ until }) =>
      `El cliente aún no ha pagado. La sesión de pago está abierta hasta ${until}; después se cancela el pedido.`,
    payment_session_pending: ({ until }) =>
      `Se está creando su sesión de pago. Sin ella, el pedido se cancela después de ${until}.`,
    payment_session_missing: ({ at, until, because }) =>
      `No tiene sesión de pago: crearla falló el ${at}.${reason(because)} El cliente puede pedir un enlace nuevo; sin él, el pedido se cancela después de ${until}.`,
    payment_processing: ({ again }) =>
      `El cliente ha pagado y el banco procesa el pago, lo que puede tardar días.${again ? ` Se vuelve a preguntar a payments-ms el ${again}.` : ''} No hay nada que hacer.`,
    payment_failed: ({ at, until, because }) =>
      `El pago falló el ${at}.${reason(because)} El cliente puede pedir un enlace nuevo hasta ${until}; después se cancela el pedido.`,
    overdue: ({ until }) =>
      `El plazo de pago terminó el ${until} y no consta ningún pago. Se va a preguntar a Stripe; sin pago, el pedido se cancela.`,
    payments_unavailable: ({ until, again }) =>
      `El plazo de pago terminó el ${until} y payments-ms no responde. Se le vuelve a preguntar ${again ? `el ${again}` : 'pronto'}; el pedido se cancela cuando confirme que no se pagó nada.`,
    payment_session_not_expirable: ({ until, again }) =>
      `El plazo de pago terminó el ${until}, pero Stripe no dejó caducar la sesión de pago. El próximo intento es ${again ? `el ${again}` : 'pronto'}. Si persiste, revisa la sesión en el panel de Stripe.`,
    paid: ({ at, amount }) => `Pagado el ${at} con ${amount}. Está a la espera del envío.`,
    shipped: ({ amount }) => `Pagado (${amount}) y en camino.`,
    delivered: ({ amount }) => `Pagado (${amount}) y entregado. No queda nada por hacer.`,
    cancelled: ({ at, because }) => `Cancelado el ${at}.${reason(because)}`,
    payment_refunded_on_arrival: () =>
      'El banco procesaba un pago cuando se canceló: se reembolsará por completo cuando llegue.',
    refunded: ({ amount }) => `Reembolsado por completo (${amount}).`,
    partially_refunded: ({ amount }) => `Se han reembolsado ${amount}.`,
    payment_rejected: ({ amount }) => `Un pago de ${amount} no paga nada y se va a reembolsar.`,
    rejected_payment_refunding: ({ amount }) =>
      `Un pago de ${amount} no paga nada; su reembolso está pendiente.`,
    rejected_payment_refunded: ({ amount, at }) =>
      `Un pago de ${amount} no pagaba nada y se reembolsó el ${at}.`,
    rejected_payment_refund_failed: ({ amount, at, because }) =>
      `Un pago de ${amount} no paga nada y su reembolso falló el ${at}.${reason(because)} Reembólsalo en el panel de Stripe.`,
    refund_pending: ({ amount, at }) => `Un reembolso de ${amount} está pendiente desde el ${at}.`,
    refund_failed: ({ amount, at, because }) =>
      `Un reembolso de ${amount} falló el ${at}.${reason(because)} Vuelve a reembolsar o paga al cliente de otra manera.`,
    dispute_open: () =>
      'Hay una disputa abierta: el banco del cliente reclama el pago. Responde en el panel de Stripe.',
    dispute_won: () => 'Se ganó una disputa sobre su pago.',
    dispute_lost: () => 'Se perdió una disputa sobre su pago: el dinero volvió al cliente.',
    fraud_warning: () =>
      'La red de tarjetas avisó de que el pago es probablemente fraudulento. Revísalo en el panel de Stripe antes de enviar.',
    review_open: () => 'El pago está en revisión. Apruébalo o reembólsalo en el panel de Stripe.',
  },
  unknownTime: 'una hora desconocida',
  lines: {
    title: 'Artículos',
    product: 'Producto',
    quantity: 'Cantidad',
    unit: 'Precio',
    amount: 'Importe',
    net: 'Neto',
    tax: (name, percentage) => `${name} ${percentage}`,
    included: 'incluido',
    total: 'Total',
    refunded: 'Reembolsado',
    refundPending: 'Reembolso pendiente',
    remaining: 'Queda',
  },
  customer: {
    title: 'Cliente',
    email: 'Correo electrónico',
    account: 'Cuenta',
    guest: 'Sin cuenta',
    orders: 'Todos los pedidos de este correo',
    language: 'Idioma',
    shipTo: 'Se envía a',
    noAddress: 'Sin dirección de envío: no se envía nada.',
    billTo: 'Se factura a',
    sameAddress: 'La misma dirección de envío',
    vatId: 'NIF-IVA',
    reference: 'Referencia',
  },
  facts: {
    title: 'Detalles',
    id: 'Id del pedido',
    placed: 'Hecho',
    paid: 'Pagado',
    payment: 'Pago',
    receipt: 'Recibo de Stripe',
    assignee: 'Asignado a',
    notAssigned: 'Sin asignar',
    me: 'Tú',
    assignToMe: 'Asignarme',
    unassign: 'Quitar',
    assigned: 'La asignación ha cambiado.',
    correlation: 'Id de correlación',
    related: 'Pedidos con este id de correlación',
  },
  actions: {
    refund: 'Reembolsar',
    cancel: 'Cancelar pedido',
    ship: 'Marcar como enviado',
    deliver: 'Marcar como entregado',
    failed: 'Sin cambios',
  },
  cancelDialog: {
    title: '¿Cancelar este pedido?',
    lead: 'Termina su sesión de pago y se liberan sus existencias. No se puede deshacer.',
    processing: 'El banco está procesando un pago: se reembolsará por completo cuando llegue.',
    reason: 'Motivo (opcional)',
    reasonHint: 'Solo para el personal.',
    submit: 'Cancelar pedido',
    keep: 'Mantenerlo',
    done: 'El pedido está cancelado.',
  },
  statusDialog: {
    SHIPPED: {
      title: '¿Marcar como enviado?',
      lead: 'Solo para paquetes que no envía el sistema: los que envía pasan a enviados por sí solos.',
    },
    DELIVERED: {
      title: '¿Marcar como entregado?',
      lead: 'Solo para paquetes que el sistema no sigue: los que sigue pasan a entregados por sí solos.',
    },
    reason: 'Nota (opcional)',
    reasonHint: 'Solo para el personal.',
    blocked: 'El dinero de este pedido se está devolviendo, o puede que haya que devolverlo:',
    override: '¿Por qué enviarlo de todos modos?',
    overrideHint: 'Se guarda en la cronología y en el registro de auditoría.',
    overrideMissing: 'Indica un motivo.',
    submit: 'Cambiar estado',
    submitOverride: 'Enviar de todos modos',
    done: 'El estado ha cambiado.',
  },
  documents: {
    title: 'Facturas',
    empty: 'Ninguna. La factura se emite cuando se paga el pedido.',
    kinds: { invoice: 'Factura', credit_note: 'Factura rectificativa', debit_note: 'Nota de débito' },
    pdf: 'PDF',
    xml: 'XML',
    refersTo: (number) => `de ${number}`,
    preparing: 'En preparación',
  },
  mails: {
    title: 'Mensajes',
    empty: 'No hay mensajes sobre este pedido.',
    statuses: { queued: 'En cola', sent: 'Enviado', failed: 'Fallido', skipped: 'Omitido' },
    kinds: {
      order_confirmation: 'Confirmación del pedido',
      payment_reminder: 'Recordatorio de pago',
      payment_received: 'Pago recibido',
      payment_failed: 'Pago fallido',
      order_shipped: 'Pedido enviado',
      order_delivered: 'Pedido entregado',
      order_cancelled: 'Pedido cancelado',
      order_refunded: 'Reembolso',
      return_label: 'Etiqueta de devolución',
      dispute_opened: 'Al personal: disputa',
      fraud_warning: 'Al personal: aviso de fraude',
      review_opened: 'Al personal: revisión',
      refund_failed: 'Al personal: reembolso fallido',
      shipment_action_required: 'Al personal: envío',
    },
    due: (at) => `previsto ${at}`,
    attempts: (count) => `${formatNumber(count)} ${plural(count, { one: 'intento', other: 'intentos' })}`,
    resend: 'Enviar otra vez',
    resent: 'Se envía otra vez.',
  },
};
