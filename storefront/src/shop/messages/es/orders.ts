import type { Messages } from '../en';

const because = (reason: string | undefined) => (reason ? ` Motivo: ${reason}` : '');

export const orders: Messages['orders'] = {
  title: 'Tus pedidos',
  showMore: 'Ver pedidos anteriores',
  loadingFailed: 'No se han podido cargar tus pedidos',
  empty: 'Todavía no hay pedidos',
  emptyHint: 'Los pedidos que hagas aparecen aquí.',
  emptyUnverifiedHint:
    'Los pedidos que hagas aparecen aquí. Verifica tu correo para ver los que hiciste sin iniciar sesión.',
  guest: 'Inicia sesión para ver tus pedidos',
  guestHint:
    '¿Hiciste un pedido sin cuenta? Abre el enlace del correo que te enviamos. O regístrate con el mismo correo: cuando lo verifiques, el pedido pasará a tu cuenta.',
};

export const order: Messages['order'] = {
  title: (number) => `Pedido ${number}`,
  placedAt: (time) => `Realizado el ${time}`,
  loadingFailed: 'No se ha podido cargar el pedido',
  updateFailed: 'Puede que esta página no esté al día',
  notFound: 'No se puede mostrar este pedido',
  notFoundGuest:
    'Ábrelo con el enlace del correo que te enviamos, o inicia sesión si lo hiciste con una cuenta.',
  notFoundSignedIn:
    'No es un pedido de esta cuenta. Si lo hiciste sin iniciar sesión, ábrelo con el enlace del correo que te enviamos.',
  toOrders: 'Tus pedidos',
  status: {
    PENDING: 'Sin pagar',
    PAID: 'Pagado',
    SHIPPED: 'Enviado',
    DELIVERED: 'Entregado',
    CANCELLED: 'Cancelado',
    REFUNDED: 'Reembolsado',
  },
  progress: 'Progreso',
  progressSteps: { PENDING: 'Pedido', PAID: 'Pagado', SHIPPED: 'Enviado', DELIVERED: 'Entregado' },
  confirming: 'Esperando la confirmación de tu pago',
  confirmingText:
    'Tenemos tu pedido. Todavía no está pagado: la confirmación suele llegar en segundos, y esta página se actualiza sola.',
  confirmingCalm:
    'Tu pedido está a salvo. La confirmación suele tardar un minuto como mucho, y a veces algo más según tu banco. Puedes cerrar esta página: te enviaremos un correo en cuanto llegue el pago.',
  cameBack: 'Has vuelto sin pagar. No se ha cobrado nada y guardamos tu pedido.',
  pay: 'Pagar ahora',
  payAgain: 'No he terminado el pago',
  payFailed: 'No se ha podido abrir la página de pago',
  cancel: 'Cancelar pedido',
  cancelTitle: '¿Cancelar este pedido?',
  cancelText: 'No se ha cobrado nada. Los productos quedarán libres para otras personas.',
  cancelProcessing:
    'Tu banco está procesando un pago. Si llega después de la cancelación, te lo devolvemos entero.',
  cancelFailed: 'No se ha cancelado el pedido',
  keep: 'Conservar pedido',
  confirmCancel: 'Sí, cancelarlo',
  standing: {
    awaiting_payment: {
      title: 'Sin pagar',
      text: ({ until }) =>
        `Te guardamos los productos hasta el ${until}. Si no se paga, el pedido se cancela y no se cobra nada.`,
    },
    payment_session_pending: {
      title: 'Preparando la página de pago',
      text: ({ until }) => `Tarda unos segundos. Te guardamos los productos hasta el ${until}.`,
    },
    payment_session_missing: {
      title: 'Sin pagar',
      text: ({ until }) =>
        `Tu pedido está a salvo, pero no se ha podido abrir la página de pago y no se ha cobrado nada. Inténtalo de nuevo ahora; si no se paga, el pedido se cancela después del ${until}.`,
    },
    payment_processing: {
      title: 'Tu banco está procesando el pago',
      text: () =>
        'Con algunas formas de pago, como las domiciliaciones, tarda unos días. No tienes que hacer nada: te enviaremos un correo cuando llegue el pago, o si falla.',
    },
    payment_failed: {
      title: 'El pago ha fallado',
      text: ({ until }) =>
        `No se ha cobrado nada. Puedes volver a pagar hasta el ${until}; después el pedido se cancela.`,
    },
    overdue: {
      title: 'No se ha pagado a tiempo',
      text: ({ until }) =>
        `Guardamos el pedido hasta el ${until} y no nos consta ningún pago. Preguntamos una vez más al proveedor de pagos antes de cancelarlo.`,
    },
    payments_unavailable: {
      title: 'No se ha pagado a tiempo',
      text: ({ until }) =>
        `Guardamos el pedido hasta el ${until} y no nos consta ningún pago. El proveedor de pagos no responde en este momento: no se cancela nada hasta que lo haga.`,
    },
    payment_session_not_expirable: {
      title: 'No se ha pagado a tiempo',
      text: ({ until }) =>
        `Guardamos el pedido hasta el ${until} y no nos consta ningún pago. Su página de pago sigue abierta, así que lo comprobamos otra vez antes de cancelarlo.`,
    },
    paid: {
      title: 'Gracias, tu pago ha llegado',
      text: ({ amount, at }) => `Recibimos ${amount} el ${at} y estamos preparando tu pedido.`,
    },
    shipped: {
      title: 'Tu pedido está en camino',
      text: ({ amount }) => `Está pagado (${amount}) y ya se ha enviado.`,
    },
    delivered: {
      title: 'Tu pedido se ha entregado',
      text: ({ amount }) => `Está pagado (${amount}). ¡Que lo disfrutes!`,
    },
    cancelled: {
      title: 'Este pedido se ha cancelado',
      text: ({ at, because: reason }) => `${at ? `El ${at}. ` : ''}Ya no se puede pagar.${because(reason)}`,
    },
    payment_refunded_on_arrival: {
      title: 'Todavía hay un pago en camino',
      text: () =>
        'Tu banco estaba procesando un pago cuando se canceló el pedido. Te lo devolveremos entero cuando llegue.',
    },
    refunded: {
      title: 'Este pedido se ha reembolsado',
      text: ({ amount }) => `Te hemos devuelto ${amount}. Tu banco puede tardar unos días en mostrarlo.`,
    },
    partially_refunded: {
      title: 'Reembolsado en parte',
      text: ({ amount }) => `Te hemos devuelto ${amount}. Tu banco puede tardar unos días en mostrarlo.`,
    },
    payment_rejected: {
      title: 'Ha llegado otro pago',
      text: ({ amount }) =>
        `Un pago de ${amount} no correspondía a este pedido. Se te devuelve automáticamente.`,
    },
    rejected_payment_refunding: {
      title: 'Estamos devolviendo un pago',
      text: ({ amount }) => `Un pago de ${amount} no correspondía a este pedido. Te lo estamos devolviendo.`,
    },
    rejected_payment_refunded: {
      title: 'Hemos devuelto un pago',
      text: ({ amount, at }) =>
        `Un pago de ${amount} no correspondía a este pedido. Te lo devolvimos el ${at}.`,
    },
    rejected_payment_refund_failed: {
      title: 'Aún no hemos podido devolver un pago',
      text: ({ amount }) =>
        `Un pago de ${amount} no correspondía a este pedido y su reembolso ha fallado. Nos ocupamos de ello; escríbenos si no tienes noticias.`,
    },
    refund_pending: {
      title: 'Hay un reembolso en camino',
      text: ({ amount }) => `Te estamos devolviendo ${amount}. Puede tardar unos días.`,
    },
    refund_failed: {
      title: 'Un reembolso no ha llegado',
      text: ({ amount }) =>
        `El reembolso de ${amount} ha fallado en el banco. Nos ocupamos de ello; escríbenos si no tienes noticias.`,
    },
  },
  reasons: {
    'cancelled on request': 'se canceló a petición.',
    'not paid in time': 'no se pagó a tiempo.',
    'the payment failed': 'el pago falló.',
  },
  items: 'Artículos',
  total: 'Total',
  tax: {
    standard_rated: (name, percent, inclusive) =>
      `${inclusive ? 'Incluye' : 'Más'} ${percent} % de ${taxName(name)}`,
    reduced_rated: (name, percent, inclusive) =>
      `${inclusive ? 'Incluye' : 'Más'} ${percent} % de ${taxName(name)}`,
    zero_rated: (name) => `0 % de ${taxName(name)}`,
    reverse_charge: () => 'Inversión del sujeto pasivo: el destinatario debe el impuesto',
    intra_community_supply: () => 'Entrega intracomunitaria exenta',
    export: () => 'Exportación exenta',
    not_subject_to_tax: () => 'Impuesto',
  },
  refundedSum: 'Reembolsado',
  refunds: 'Reembolsos',
  refundState: { pending: 'En camino', succeeded: 'Reembolsado', failed: 'Fallido' },
  documents: 'Documentos',
  document: { invoice: 'Factura', credit_note: 'Factura rectificativa', debit_note: 'Nota de cargo' },
  invoicePreparing: 'La factura se está preparando y aparecerá aquí en unos segundos.',
  receipt: 'Recibo del pago',
  downloadFailed: 'No se ha podido descargar el archivo',
  tracking: 'Envío',
  trackParcel: 'Seguir el envío',
  shippedOn: (date) => `Enviado el ${date}`,
  deliveredOn: (date) => `Entregado el ${date}`,
  shippingAddress: 'Dirección de envío',
  billing: 'Factura a nombre de',
  vatId: (id) => `NIF-IVA ${id}`,
  buyerReference: (text) => `Referencia ${text}`,
  mailsTo: 'Los correos van a',
  historyTitle: 'Historial',
  history: {
    created: 'Pedido realizado',
    payment_delayed: 'Tu banco está procesando el pago',
    paid: 'Pago recibido',
    payment_failed: 'Un pago ha fallado',
    payment_rejected: 'Un pago no correspondía y se devuelve',
    parcel_shipped: 'Enviado',
    parcel_delivered: 'Entregado',
    claimed: 'Pasado a tu cuenta',
    cancelled: 'Cancelado',
    refund_requested: 'Reembolso iniciado',
    refunded: 'Reembolso realizado',
    refund_failed: 'Un reembolso ha fallado',
  },
};

/** The shop enters names of taxes in English. */
function taxName(name: string): string {
  return name === 'VAT' ? 'IVA' : name;
}
